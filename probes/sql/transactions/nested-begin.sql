-- title: BEGIN inside a transaction
-- bites: nested transactions fail in SQLite, are joined silently in PostgreSQL, and in MySQL commit what came before: the rollback meant for all of it undoes only the rest
-- severity: high
-- tags: transactions
-- see: https://dev.mysql.com/doc/refman/8.0/en/implicit-commit.html
-- remedy: SAVEPOINT for nesting

CREATE TABLE jobs (id INTEGER PRIMARY KEY);
BEGIN;
INSERT INTO jobs VALUES (1);
--? a second begin
BEGIN;
--? a job in it
INSERT INTO jobs VALUES (2);
--? rolled back
ROLLBACK;
--? jobs that are left
SELECT id FROM jobs;
