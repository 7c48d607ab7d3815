-- title: DROP TABLE in a transaction that is rolled back
-- bites: PostgreSQL and SQLite bring the table back with all its rows, in MySQL it is gone
-- severity: high
-- tags: ddl transactions migrations
-- see: https://dev.mysql.com/doc/refman/8.0/en/implicit-commit.html
-- remedy: rename tables first and drop them a release later

CREATE TABLE users (id INTEGER);
INSERT INTO users VALUES (1);
BEGIN;
DROP TABLE users;
ROLLBACK;
--? the table
SELECT count(*) FROM users;
