-- title: Reading a row twice while another transaction changes it at ${level}
-- bites: a check and the use of what was checked see two values
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://www.microsoft.com/en-us/research/publication/a-critique-of-ansi-sql-isolation-levels/
-- remedy: REPEATABLE READ, or read the row once
-- depends-on: journal_mode, cache
-- experiment: [sqlite] PRAGMA journal_mode = WAL
-- levels: all
-- anomaly: P2: non-repeatable read: a row changes between reads
-- occurs: A reads = 10 and A reads again = 11

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
--? B writes
UPDATE accounts SET balance = 11 WHERE id = 1;
--? B commits
COMMIT;
--@ A
--? A reads again
SELECT balance FROM accounts WHERE id = 1;
--? A commits
COMMIT;
