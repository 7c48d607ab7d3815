-- title: A UNION ALL of many terms
-- bites: generated bulk queries are refused in development and taken in production
-- severity: low
-- tags: limits queries
-- see: https://www.sqlite.org/limits.html#max_compound_select
-- remedy: VALUES lists, in batches

--? many values
SELECT count(*) FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) AS numbers;
