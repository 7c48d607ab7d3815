-- title: A subquery in FROM without an alias
-- bites: PostgreSQL before 16 refuses what SQLite takes
-- severity: low
-- tags: queries
-- see: https://www.postgresql.org/docs/current/sql-select.html#SQL-FROM
-- remedy: always give an alias

--? without an alias
SELECT n FROM (SELECT 1 AS n);
