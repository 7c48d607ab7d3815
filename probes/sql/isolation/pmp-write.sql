-- title: Deleting rows that match while another transaction changes which do at ${level}
-- bites: a clean-up leaves rows that it should have removed, or removes others
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://github.com/ept/hermitage
-- remedy: SERIALIZABLE with retries, or lock the rows first
-- depends-on: journal_mode, cache
-- levels: all
-- anomaly: PMP: ... and a DELETE misses what matches
-- occurs: B reads = 2 and B deletes = done and B reads again = 1 20, 2 30 | 2 20 | 2 30

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
--@ B
--? B reads
SELECT id FROM accounts WHERE balance = 20;
--@ A
--? A writes
UPDATE accounts SET balance = balance + 10;
--@ B
--? B deletes
DELETE FROM accounts WHERE balance = 20;
--@ A
--? A commits
COMMIT;
--@ B
--? B reads again
SELECT id, balance FROM accounts ORDER BY id;
--? B commits
COMMIT;
