-- title: Deleting by a value that another transaction has changed since the first read at ${level}
-- bites: a clean-up decides by data that the transaction itself does not see
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://github.com/ept/hermitage
-- remedy: SERIALIZABLE with retries, or lock the rows first
-- depends-on: journal_mode, cache
-- levels: all
-- anomaly: G-single: ... and a DELETE goes by the newer
-- occurs: A reads 1 = 10 and B commits = done and A deletes = done and A reads 2 = 18 | 20

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
--? A reads 1
SELECT balance FROM accounts WHERE id = 1;
--@ B
--? B reads
SELECT id, balance FROM accounts ORDER BY id;
--? B writes 1
UPDATE accounts SET balance = 12 WHERE id = 1;
--? B writes 2
UPDATE accounts SET balance = 18 WHERE id = 2;
--? B commits
COMMIT;
--@ A
--? A deletes
DELETE FROM accounts WHERE balance = 20;
--? A reads 2
SELECT balance FROM accounts WHERE id = 2;
--? A commits
COMMIT;
