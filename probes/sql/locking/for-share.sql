-- title: SELECT ... FOR SHARE is not understood by SQLite and MariaDB
-- bites: the lock that keeps a row from being changed while it is looked at is a syntax error in SQLite and MariaDB
-- severity: medium
-- tags: locking
-- see: https://mariadb.com/kb/en/lock-in-share-mode/
-- remedy: FOR UPDATE, or write the statement per engine

CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER);
INSERT INTO accounts VALUES (1, 100);
BEGIN;
--? locking it
SELECT balance FROM accounts WHERE id = 1 FOR SHARE;
