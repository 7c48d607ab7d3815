-- title: octet_length() and char_length()
-- bites: the standard's way to count bytes or characters is missing in development
-- severity: low
-- tags: functions text length
-- see: https://www.sqlite.org/lang_corefunc.html
-- remedy: count in the application

--? bytes
SELECT octet_length('é');
--? characters
SELECT char_length('é');
