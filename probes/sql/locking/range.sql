-- title: Inserting into a range that another transaction has updated
-- bites: MySQL locks the gaps between rows too and SQLite the whole database: inserts of new rows wait or fail because of an update that did not touch them
-- severity: high
-- tags: locking concurrency
-- see: https://dev.mysql.com/doc/refman/8.0/en/innodb-locking.html#innodb-gap-locks
-- remedy: READ COMMITTED in MySQL; update by key; busy_timeout in SQLite, so that it waits as well
-- depends-on: busy_timeout

--@ A
CREATE TABLE slots (id INTEGER PRIMARY KEY, taken INTEGER);
INSERT INTO slots VALUES (1, 0), (100, 0);
BEGIN;
--? A updates a range
UPDATE slots SET taken = 1 WHERE id BETWEEN 1 AND 50;
--@ B
--? B inserts into the range
INSERT INTO slots VALUES (20, 0);
--@ A
--? A commits
COMMIT;
