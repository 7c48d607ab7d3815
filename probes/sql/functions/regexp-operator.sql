-- title: REGEXP and regexp_like()
-- bites: each engine knows one spelling of a pattern search, and SQLite only with an extension loaded
-- severity: medium
-- tags: functions text regexp
-- see: https://www.sqlite.org/lang_expr.html#the_like_glob_regexp_match_and_extract_operators
-- remedy: filter in the application, or LIKE

--? REGEXP
SELECT 'paritycheck' REGEXP '^par';
--? regexp_like
SELECT regexp_like('paritycheck', '^par');
