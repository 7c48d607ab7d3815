-- title: Trimming characters with trim(text, characters)
-- bites: the two-argument form works in both, the standard form only in production
-- severity: low
-- tags: functions text
-- see: https://www.postgresql.org/docs/current/functions-string.html
-- remedy: trim(text, characters)

--? two arguments
SELECT trim('xxhixx', 'x');
--? the standard's form
SELECT trim(BOTH 'x' FROM 'xxhixx');
