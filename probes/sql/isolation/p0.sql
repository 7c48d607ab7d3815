-- title: Two transactions write one row and the first rolls back at ${level}
-- bites: a rollback takes somebody else's committed change with it
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://www.microsoft.com/en-us/research/publication/a-critique-of-ansi-sql-isolation-levels/
-- remedy: none is needed where it is prevented; no engine for applications allows it
-- depends-on: journal_mode, cache
-- levels: all
-- anomaly: P0: dirty write: a rollback undoes another's write
-- occurs: B writes = done and B commits = done and at the end = 10

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
UPDATE accounts SET balance = 12 WHERE id = 1;
--@ A
--? A rolls back
ROLLBACK;
--@ B
--? B commits
COMMIT;
--@ A
--? at the end
SELECT balance FROM accounts WHERE id = 1;
