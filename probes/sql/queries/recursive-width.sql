-- title: A recursive query whose text grows, in each engine's words
-- bites: a path built up by recursion is as wide as its first part in MySQL and MariaDB: longer ones are refused in strict mode and cut outside of it
-- severity: medium
-- tags: queries cte text
-- see: https://mariadb.com/kb/en/recursive-common-table-expressions-overview/
-- remedy: CAST the first part to the width that is needed; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

--? the longest path
--equivalent
--[sqlite,postgresql]
WITH RECURSIVE tree(n, path) AS (SELECT 1, 'a' UNION ALL SELECT n + 1, path || 'a' FROM tree WHERE n < 5) SELECT max(length(path)) FROM tree;
--[mysql]
WITH RECURSIVE tree(n, path) AS (SELECT 1, 'a' UNION ALL SELECT n + 1, concat(path, 'a') FROM tree WHERE n < 5) SELECT max(length(path)) FROM tree;
