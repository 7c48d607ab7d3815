-- title: WITH ... AS MATERIALIZED
-- bites: a hint that production needs is a syntax error where it is not known (PostgreSQL before 12, SQLite before 3.35, MySQL, MariaDB)
-- severity: low
-- tags: queries cte versions
-- see: https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-CTE-MATERIALIZATION
-- remedy: leave the hint to statements for one engine

--? materialized
WITH n AS MATERIALIZED (SELECT 1 AS x) SELECT x FROM n;
