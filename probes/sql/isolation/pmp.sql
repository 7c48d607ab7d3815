-- title: Asking for rows twice while another transaction inserts one that matches at ${level}
-- bites: what was free when it was looked up is taken when it is looked up again
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://github.com/ept/hermitage
-- remedy: REPEATABLE READ
-- depends-on: journal_mode, cache
-- experiment: [sqlite] PRAGMA journal_mode = WAL
-- levels: all
-- anomaly: PMP: rows that match appear between two reads
-- occurs: A reads = nothing and A reads again = 3

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
SELECT id FROM accounts WHERE balance = 30;
--@ B
--? B inserts
INSERT INTO accounts VALUES (3, 30);
--? B commits
COMMIT;
--@ A
--? A reads again
SELECT id FROM accounts WHERE balance % 3 = 0;
--? A commits
COMMIT;
