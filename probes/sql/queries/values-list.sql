-- title: VALUES as a table
-- bites: a list of rows in a query is VALUES (1), (2) in PostgreSQL, SQLite and MariaDB, VALUES ROW(1), ROW(2) in MySQL, and only PostgreSQL names the columns behind the alias
-- severity: medium
-- tags: queries
-- see: https://dev.mysql.com/doc/refman/8.0/en/values.html
-- remedy: UNION ALL of SELECTs

--? with column names
SELECT a FROM (VALUES (1), (2)) numbers(a);
--? alone
VALUES (1), (2);
--? as ROW()
VALUES ROW(1), ROW(2);
