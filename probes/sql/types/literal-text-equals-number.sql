-- title: Comparing a text literal with a number literal
-- bites: a condition of two literals or computed values is true in production and false in development
-- severity: low
-- tags: types comparison
-- see: https://www.sqlite.org/datatype3.html#comparison_expressions
-- remedy: compare values of one type

--? '1' = 1
SELECT '1' = 1;
--? nullif of both
SELECT nullif(1, '1') IS NULL;
