-- title: SAVEPOINT without a transaction
-- bites: SQLite begins a transaction, PostgreSQL refuses, MySQL takes it and does nothing: the undo that code relies on is there in one of three
-- severity: medium
-- tags: transactions savepoints
-- see: https://www.sqlite.org/lang_savepoint.html
-- remedy: BEGIN before SAVEPOINT

CREATE TABLE steps (id INTEGER PRIMARY KEY);
--? the savepoint
SAVEPOINT here;
INSERT INTO steps VALUES (1);
--? back to it
ROLLBACK TO SAVEPOINT here;
--? steps
SELECT id FROM steps;
