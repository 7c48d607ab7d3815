-- title: RLIKE and regexp_like()
-- bites: a filter by a pattern is RLIKE or REGEXP in MySQL and MariaDB, regexp_like() in MySQL 8 and PostgreSQL 15, and neither in SQLite unless the application adds a function
-- severity: medium
-- tags: functions text regexp versions
-- see: https://www.sqlite.org/lang_expr.html#the_like_glob_regexp_match_and_extract_operators
-- remedy: filter in the application, or LIKE

--? RLIKE
SELECT 'paritycheck' RLIKE '^par';
--? regexp_like
SELECT regexp_like('paritycheck', '^par');
