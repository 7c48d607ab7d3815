-- title: Reading a row between two changes of one transaction at ${level}
-- bites: a value that was never committed is acted on
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://github.com/ept/hermitage
-- remedy: READ COMMITTED or more
-- depends-on: journal_mode, cache
-- experiment: [sqlite] PRAGMA journal_mode = WAL
-- levels: all
-- anomaly: G1b: intermediate read: a value is read on its way
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
--? A writes again
UPDATE accounts SET balance = 11 WHERE id = 1;
--? A commits
COMMIT;
--@ B
--? B reads again
SELECT balance FROM accounts WHERE id = 1;
--? B commits
COMMIT;
