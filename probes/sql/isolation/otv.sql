-- title: Reading two rows while a second writer follows the first at ${level}
-- bites: a reader sees half of a change, and then the other half of an older one
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://github.com/ept/hermitage
-- remedy: READ COMMITTED or more
-- depends-on: journal_mode, cache
-- levels: all
-- anomaly: OTV: a transaction that was seen vanishes again
-- occurs: C reads = 1 12, 2 19

--@ A
CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL);
INSERT INTO accounts VALUES (1, 10), (2, 20);
--@ A, B, C
--[postgresql]
SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL ${level};
--[mysql]
SET SESSION TRANSACTION ISOLATION LEVEL ${level};
--[sqlite/read-uncommitted]
PRAGMA read_uncommitted = on;
BEGIN;
--@ A
--? A writes 1
UPDATE accounts SET balance = 11 WHERE id = 1;
--? A writes 2
UPDATE accounts SET balance = 19 WHERE id = 2;
--@ B
--? B writes 1
UPDATE accounts SET balance = 12 WHERE id = 1;
--@ A
--? A commits
COMMIT;
--@ C
--? C reads
SELECT id, balance FROM accounts ORDER BY id;
--@ B
--? B writes 2
UPDATE accounts SET balance = 18 WHERE id = 2;
--@ C
--? C reads again
SELECT id, balance FROM accounts ORDER BY id;
--@ B
--? B commits
COMMIT;
--@ C
--? C reads at last
SELECT id, balance FROM accounts ORDER BY id;
--? C commits
COMMIT;
