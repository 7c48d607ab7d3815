-- title: LIMIT and ORDER BY inside a recursive query
-- bites: SQLite stops an endless recursion by LIMIT and walks depth first by ORDER BY; PostgreSQL refuses both
-- severity: medium
-- tags: queries cte paging
-- see: https://www.sqlite.org/lang_with.html
-- remedy: a condition that ends the recursion, and the order outside

--? ended by LIMIT inside
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT 5) SELECT count(*) FROM numbers;
--? ordered inside
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 5 ORDER BY 1) SELECT count(*) FROM numbers;
