-- title: Two transactions read a row and both write it, the second waiting for the first at ${level}
-- bites: one of two bookings disappears without an error
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://github.com/ept/hermitage
-- remedy: UPDATE ... SET balance = balance - n, or SELECT ... FOR UPDATE
-- depends-on: journal_mode, cache
-- levels: all
-- anomaly: P4: lost update: both read, then both write
-- occurs: A reads = 10 and B reads = 10 and A writes = done and B writes = done and A commits = done and B commits = done

--@ A
CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL);
INSERT INTO accounts VALUES (1, 10), (2, 20);
--@ A, B
--[postgresql]
SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL ${level};
--[mysql]
SET SESSION TRANSACTION ISOLATION LEVEL ${level};
--[sqlite/read-uncommitted]
PRAGMA read_uncommitted = on;
BEGIN;
--@ A
--? A reads
SELECT balance FROM accounts WHERE id = 1;
--@ B
--? B reads
SELECT balance FROM accounts WHERE id = 1;
--@ A
--? A writes
UPDATE accounts SET balance = 11 WHERE id = 1;
--@ B
--? B writes
UPDATE accounts SET balance = 11 WHERE id = 1;
--@ A
--? A commits
COMMIT;
--@ B
--? B commits
COMMIT;
