-- title: Names with capitals, with and without quotes
-- bites: a table created with quoted capitals is found without quotes in development only
-- severity: high
-- tags: identifiers case
-- see: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
-- remedy: lower-case names everywhere; sql_mode=ANSI_QUOTES in MySQL and MariaDB
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')

--[sqlite,postgresql]
CREATE TABLE "UserAccounts" (id INTEGER);
--[mysql]
CREATE TABLE `UserAccounts` (id INTEGER);
--? without quotes
SELECT count(*) FROM UserAccounts;
--? quoted
SELECT count(*) FROM "UserAccounts";
