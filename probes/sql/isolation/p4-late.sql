-- title: Two transactions read a row and the second writes it after the first has committed at ${level}
-- bites: a form that was open for a while overwrites what was saved meanwhile
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://www.microsoft.com/en-us/research/publication/a-critique-of-ansi-sql-isolation-levels/
-- remedy: a version column in the WHERE of the UPDATE, or SELECT ... FOR UPDATE
-- depends-on: journal_mode, cache
-- experiment: [sqlite] PRAGMA journal_mode = WAL
-- levels: all
-- anomaly: P4: ... the second after the first's commit
-- occurs: A reads = 10 and B reads = 10 and A writes = done and A commits = done and B writes = done and B commits = done

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
--? B reads
SELECT balance FROM accounts WHERE id = 1;
--@ A
--? A writes
UPDATE accounts SET balance = 11 WHERE id = 1;
--? A commits
COMMIT;
--@ B
--? B writes
UPDATE accounts SET balance = 12 WHERE id = 1;
--? B commits
COMMIT;
