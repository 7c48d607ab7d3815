-- title: UPDATE ... RETURNING
-- bites: taking the next job with one statement works in SQLite and PostgreSQL and is a syntax error in MySQL and MariaDB
-- severity: medium
-- tags: queries updates returning
-- see: https://www.postgresql.org/docs/current/dml-returning.html
-- remedy: SELECT ... FOR UPDATE and UPDATE in a transaction

CREATE TABLE jobs (id INTEGER PRIMARY KEY, state VARCHAR(10));
INSERT INTO jobs VALUES (1, 'new'), (2, 'new');
--? the job taken
UPDATE jobs SET state = 'taken' WHERE id = 1 RETURNING id, state;
--? jobs
SELECT id, state FROM jobs;
