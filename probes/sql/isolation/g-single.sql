-- title: Reading two rows while another transaction changes both at ${level}
-- bites: a report shows money twice, or not at all
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://github.com/ept/hermitage
-- remedy: REPEATABLE READ for reports
-- depends-on: journal_mode, cache
-- experiment: [sqlite] PRAGMA journal_mode = WAL
-- levels: all
-- anomaly: G-single: read skew: two rows from two moments
-- occurs: A reads 1 = 10 and A reads 2 = 18

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
--? B reads 1
SELECT balance FROM accounts WHERE id = 1;
--? B reads 2
SELECT balance FROM accounts WHERE id = 2;
--? B writes 1
UPDATE accounts SET balance = 12 WHERE id = 1;
--? B writes 2
UPDATE accounts SET balance = 18 WHERE id = 2;
--? B commits
COMMIT;
--@ A
--? A reads 2
SELECT balance FROM accounts WHERE id = 2;
--? A commits
COMMIT;
