-- title: The remainder of a fraction
-- bites: 5.5 % 2 is 1 in development, where both sides become integers, and 1.5 in production
-- severity: high
-- tags: types operators decimals
-- see: https://www.sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes
-- remedy: compute remainders in the application, or of integers only

--? 5.5 % 2
SELECT 5.5 % 2 = 1.5;
--? of a negative number
SELECT -7 % 3;
