-- title: Adding up two accounts during a transfer between them at ${level}
-- bites: a report shows money twice, or not at all
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://www.microsoft.com/en-us/research/publication/a-critique-of-ansi-sql-isolation-levels/
-- remedy: READ COMMITTED or more
-- depends-on: journal_mode, cache
-- experiment: [sqlite] PRAGMA journal_mode = WAL
-- levels: all
-- anomaly: P1: dirty read: half of a transfer is seen
-- occurs: B adds up = 40

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
--? A credits
UPDATE accounts SET balance = 20 WHERE id = 1;
--@ B
--? B adds up
SELECT sum(balance) FROM accounts;
--@ A
--? A debits
UPDATE accounts SET balance = 10 WHERE id = 2;
--? A commits
COMMIT;
--@ B
--? B commits
COMMIT;
