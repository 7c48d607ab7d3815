-- title: concat() and NULL
-- bites: a label built with concat() is a missing function in development
-- severity: medium
-- tags: functions text nulls
-- see: https://www.postgresql.org/docs/current/functions-string.html
-- remedy: use || with COALESCE

--? concat with a null
SELECT concat('a', NULL, 'b');
--? || with a null
SELECT 'a' || NULL || 'b';
