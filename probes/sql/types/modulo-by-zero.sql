-- title: The remainder of a division by zero
-- bites: rows are skipped in development, because NULL is not 0, and the query fails in production
-- severity: medium
-- tags: types operators errors nulls
-- see: https://www.postgresql.org/docs/current/functions-math.html
-- remedy: nullif(divisor, 0)

--? 7 % 0
SELECT 7 % 0;
