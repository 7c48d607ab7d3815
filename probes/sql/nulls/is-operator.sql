-- title: IS between two values
-- bites: `a IS b` compares in development and is a syntax error in production
-- severity: medium
-- tags: nulls operators
-- see: https://www.sqlite.org/lang_expr.html#isisnot
-- remedy: IS NOT DISTINCT FROM on PostgreSQL (and SQLite from 3.39)

--? 1 IS 1
SELECT 1 IS 1;
--? IS NOT DISTINCT FROM
SELECT NULL IS NOT DISTINCT FROM NULL;
