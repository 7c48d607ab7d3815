-- title: CREATE TABLE in the middle of a transaction
-- bites: MySQL commits what was written before it, without a word: the rollback of a failed migration or request undoes nothing
-- severity: high
-- tags: ddl transactions migrations
-- see: https://dev.mysql.com/doc/refman/8.0/en/implicit-commit.html
-- remedy: no DDL in transactions that must be undone

CREATE TABLE users (id INTEGER);
BEGIN;
INSERT INTO users VALUES (1);
CREATE TABLE orders (id INTEGER);
ROLLBACK;
--? rows written before the DDL
SELECT count(*) FROM users;
