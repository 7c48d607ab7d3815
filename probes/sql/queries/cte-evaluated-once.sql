-- title: How often a random value in WITH is drawn, in each engine's words
-- bites: a sample that is used twice in one query is one sample where the WITH is computed once, and two where it is copied in (MariaDB, SQLite before 3.35)
-- severity: medium
-- tags: queries cte random
-- see: https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-CTE-MATERIALIZATION
-- remedy: store the sample in a temporary table

--? used twice
--equivalent
--[sqlite,postgresql]
WITH draw AS (SELECT random() AS r) SELECT count(*) FROM (SELECT r FROM draw UNION SELECT r FROM draw) drawn;
--[mysql]
WITH draw AS (SELECT rand() AS r) SELECT count(*) FROM (SELECT r FROM draw UNION SELECT r FROM draw) drawn;
