-- title: The square root and the logarithm of what has none
-- bites: a distance over rounded input is NULL in development and an error in production
-- severity: medium
-- tags: types functions errors nulls
-- see: https://www.sqlite.org/lang_mathfunc.html
-- remedy: check the argument in the query

--? the square root of -1
SELECT sqrt(-1);
--? the logarithm of 0
SELECT ln(0);
