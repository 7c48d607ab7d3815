-- title: octet_length() and char_length()
-- bites: the standard's octet_length() is missing in SQLite before 3.43, and char_length() in all of them
-- severity: low
-- tags: functions text length versions
-- see: https://www.sqlite.org/lang_corefunc.html#octet_length
-- remedy: count in the application

--? bytes
SELECT octet_length('é');
--? characters
SELECT char_length('é');
