-- title: Dividing by zero gives NULL in SQLite and an error in PostgreSQL
-- bites: a report over an empty month shows nothing in development and fails in production
-- severity: high
-- tags: types numbers errors
-- see: https://www.sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes
-- remedy: divide by NULLIF(divisor, 0)

--? integers
SELECT 1 / 0;
--? reals
SELECT 1.5 / 0;
--? modulo
SELECT 5 % 0;
