-- title: A recursive query whose column changes its type
-- bites: steps from 1 by 0.5 are five in SQLite and a type error in PostgreSQL, and MariaDB rounds each step and takes three, silently
-- severity: medium
-- tags: queries cte types
-- see: https://mariadb.com/kb/en/recursive-common-table-expressions-overview/
-- remedy: CAST in the first part

--? in halves
WITH RECURSIVE steps(n) AS (SELECT 1 UNION ALL SELECT n + 0.5 FROM steps WHERE n < 3) SELECT count(*) FROM steps;
