-- title: Counting rows twice while another transaction inserts one at ${level}
-- bites: a limit that was checked is exceeded when the row is written
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://www.microsoft.com/en-us/research/publication/a-critique-of-ansi-sql-isolation-levels/
-- remedy: SERIALIZABLE, or a constraint in the database
-- depends-on: journal_mode, cache
-- experiment: [sqlite] PRAGMA journal_mode = WAL
-- levels: all
-- anomaly: P3: phantom: rows appear between two counts
-- occurs: A counts = 2 and A counts again = 3

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
SELECT count(*) FROM accounts;
--@ B
--? B inserts
INSERT INTO accounts VALUES (3, 30);
--? B commits
COMMIT;
--@ A
--? A counts again
SELECT count(*) FROM accounts;
--? A commits
COMMIT;
