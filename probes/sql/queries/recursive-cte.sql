-- title: A recursive common table expression
-- bites: if it differed, trees of categories would be cut in one environment
-- severity: low
-- tags: queries cte
-- see: https://www.postgresql.org/docs/current/queries-with.html
-- remedy: nothing to do while both agree

--? one to five
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 5) SELECT sum(n) FROM numbers;
