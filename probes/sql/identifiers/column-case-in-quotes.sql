-- title: A quoted column in another case
-- bites: "Status" finds the column status in SQLite, is unknown in PostgreSQL and a plain text in MySQL: filters fail or match everything
-- severity: medium
-- tags: identifiers case quoting
-- see: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
-- remedy: lower-case names everywhere, without quotes; sql_mode=ANSI_QUOTES in MySQL and MariaDB
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')

CREATE TABLE tickets (status VARCHAR(10));
INSERT INTO tickets VALUES ('open');
--? the column with a capital
SELECT "Status" FROM tickets;
