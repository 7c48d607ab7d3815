-- title: Two transactions that write the same row
-- bites: the second writer is refused at once in development; in production it waits, and times out under load
-- severity: high
-- tags: locking concurrency
-- see: https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS
-- remedy: set busy_timeout in SQLite and lock_timeout in PostgreSQL, and test both paths
-- depends-on: busy_timeout

--@ A
CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL);
INSERT INTO accounts VALUES (1, 100);
BEGIN;
UPDATE accounts SET balance = balance - 10 WHERE id = 1;
--@ B
--? the second writer
UPDATE accounts SET balance = balance - 20 WHERE id = 1;
--@ A
--? the first commits
COMMIT;
--? the balance
SELECT balance FROM accounts;
