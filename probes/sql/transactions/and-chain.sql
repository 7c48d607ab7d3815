-- title: COMMIT AND CHAIN is not understood by SQLite
-- bites: batch jobs that commit and go on in one word are a syntax error in SQLite
-- severity: low
-- tags: transactions
-- see: https://www.postgresql.org/docs/current/sql-commit.html
-- remedy: COMMIT, then BEGIN

CREATE TABLE jobs (id INTEGER);
BEGIN;
INSERT INTO jobs VALUES (1);
--? commit and begin again
COMMIT AND CHAIN;
INSERT INTO jobs VALUES (2);
ROLLBACK;
--? jobs
SELECT id FROM jobs;
