-- title: Two transactions that each read what the other has just written at ${level}
-- bites: two processes each believe to come after the other
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://github.com/ept/hermitage
-- remedy: READ COMMITTED or more
-- depends-on: journal_mode, cache
-- levels: all
-- anomaly: G1c: circular flow: each reads the other's uncommitted
-- occurs: A reads = 22 and B reads = 11

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
UPDATE accounts SET balance = 11 WHERE id = 1;
--@ B
--? B writes
UPDATE accounts SET balance = 22 WHERE id = 2;
--@ A
--? A reads
SELECT balance FROM accounts WHERE id = 2;
--@ B
--? B reads
SELECT balance FROM accounts WHERE id = 1;
--@ A
--? A commits
COMMIT;
--@ B
--? B commits
COMMIT;
