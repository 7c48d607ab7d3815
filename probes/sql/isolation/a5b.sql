-- title: Two transactions each see one account left in credit and empty the other at ${level}
-- bites: the last doctor on call leaves, as does the other: each had checked
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://www.microsoft.com/en-us/research/publication/a-critique-of-ansi-sql-isolation-levels/
-- remedy: SERIALIZABLE with retries, or SELECT ... FOR UPDATE of the rows that were checked
-- depends-on: journal_mode, cache
-- levels: all
-- anomaly: A5B: write skew: each relies on what the other takes
-- occurs: A counts = 2 and B counts = 2 and A commits = done and B commits = done and at the end = 0

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
--? A counts
SELECT count(*) FROM accounts WHERE balance > 0;
--@ B
--? B counts
SELECT count(*) FROM accounts WHERE balance > 0;
--@ A
--? A empties 1
UPDATE accounts SET balance = 0 WHERE id = 1;
--@ B
--? B empties 2
UPDATE accounts SET balance = 0 WHERE id = 2;
--@ A
--? A commits
COMMIT;
--@ B
--? B commits
COMMIT;
--@ A
--? at the end
SELECT count(*) FROM accounts WHERE balance > 0;
