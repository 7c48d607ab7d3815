-- title: CAST of a text to BOOLEAN
-- bites: 'true' becomes 0 in development, so that a flag from a form is off
-- severity: medium
-- tags: types casts booleans
-- see: https://www.sqlite.org/lang_expr.html#castexpr
-- remedy: convert in the application

--? cast
SELECT CAST('true' AS BOOLEAN);
