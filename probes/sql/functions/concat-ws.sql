-- title: concat_ws()
-- bites: addresses joined without gaps in production are a missing function in SQLite before 3.44
-- severity: low
-- tags: functions text nulls versions
-- see: https://www.sqlite.org/lang_corefunc.html#concat_ws
-- remedy: join in the application

--? with a NULL between
SELECT concat_ws(', ', 'a', NULL, 'b');
