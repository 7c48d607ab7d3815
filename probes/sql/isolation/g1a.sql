-- title: Reading a row whose change is then rolled back at ${level}
-- bites: mails are sent for orders that never were
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://github.com/ept/hermitage
-- remedy: READ COMMITTED or more
-- depends-on: journal_mode, cache
-- levels: all
-- anomaly: G1a: aborted read: what is rolled back is read
-- occurs: B reads = 101

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
--? A writes
UPDATE accounts SET balance = 101 WHERE id = 1;
--@ B
--? B reads
SELECT balance FROM accounts WHERE id = 1;
--@ A
--? A rolls back
ROLLBACK;
--@ B
--? B reads again
SELECT balance FROM accounts WHERE id = 1;
--? B commits
COMMIT;
