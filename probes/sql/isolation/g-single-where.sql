-- title: Reading by two conditions while another transaction moves a row from one to the other at ${level}
-- bites: a row is counted in two groups, or in none
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://github.com/ept/hermitage
-- remedy: REPEATABLE READ for reports
-- depends-on: journal_mode, cache
-- experiment: [sqlite] PRAGMA journal_mode = WAL
-- levels: all
-- anomaly: G-single: ... by two different conditions
-- occurs: A reads = 1, 2 and A reads again = 1

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
SELECT id FROM accounts WHERE balance % 5 = 0 ORDER BY id;
--@ B
--? B writes
UPDATE accounts SET balance = 12 WHERE balance = 10;
--? B commits
COMMIT;
--@ A
--? A reads again
SELECT id FROM accounts WHERE balance % 3 = 0;
--? A commits
COMMIT;
