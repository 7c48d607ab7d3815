-- title: A backslash in a regular expression
-- bites: '\d' finds digits in production and the letter d where a backslash escapes in literals
-- severity: medium
-- tags: functions text regexp quoting
-- see: https://dev.mysql.com/doc/refman/8.0/en/regexp.html
-- remedy: write [0-9], which means the same everywhere

--? digits as '\d'
SELECT regexp_replace('a1d', '\d', 'x');
--? digits as '[0-9]'
SELECT regexp_replace('a1d', '[0-9]', 'x');
