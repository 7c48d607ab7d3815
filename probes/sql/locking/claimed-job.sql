-- title: Two workers that claim one job by UPDATE
-- bites: the second worker waits and then finds nothing to claim; in SQLite it is refused instead, and its error handling runs in development only
-- severity: high
-- tags: locking queues concurrency
-- see: https://www.postgresql.org/docs/current/transaction-iso.html#XACT-READ-COMMITTED
-- remedy: look at the number of changed rows, and be ready for a refusal
-- depends-on: busy_timeout

--@ A
CREATE TABLE jobs (id INTEGER PRIMARY KEY, worker VARCHAR(10));
INSERT INTO jobs VALUES (1, NULL);
BEGIN;
--? A claims the job
UPDATE jobs SET worker = 'A' WHERE id = 1 AND worker IS NULL;
--@ B
--? B claims it too
UPDATE jobs SET worker = 'B' WHERE id = 1 AND worker IS NULL;
--@ A
--? A commits
COMMIT;
--? whose it is
SELECT worker FROM jobs;
