-- title: SELECT ... FOR UPDATE
-- bites: the lock that keeps two workers off one job cannot be written in development, so it is never tested
-- severity: high
-- tags: locking queues
-- see: https://www.postgresql.org/docs/current/sql-select.html#SQL-FOR-UPDATE-SHARE
-- remedy: test locking against PostgreSQL

--@ A
CREATE TABLE jobs (id INTEGER PRIMARY KEY, state VARCHAR(10));
INSERT INTO jobs VALUES (1, 'new'), (2, 'new');
BEGIN;
--? the first worker locks
SELECT id FROM jobs WHERE id = 1 FOR UPDATE;
--@ B
--? the second takes another
SELECT id FROM jobs ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED;
--? the second insists
SELECT id FROM jobs WHERE id = 1 FOR UPDATE NOWAIT;
