-- title: Two transactions find no row that matches and each inserts one at ${level}
-- bites: two bookings of one room, each checked
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://github.com/ept/hermitage
-- remedy: SERIALIZABLE with retries, or a constraint in the database
-- depends-on: journal_mode, cache
-- levels: all
-- anomaly: G2: write skew: each inserts what both looked for
-- occurs: A reads = nothing and B reads = nothing and A commits = done and B commits = done and at the end = 3, 4

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
SELECT id FROM accounts WHERE balance % 3 = 0 ORDER BY id;
--@ B
--? B reads
SELECT id FROM accounts WHERE balance % 3 = 0 ORDER BY id;
--@ A
--? A inserts
INSERT INTO accounts VALUES (3, 30);
--@ B
--? B inserts
INSERT INTO accounts VALUES (4, 42);
--@ A
--? A commits
COMMIT;
--@ B
--? B commits
COMMIT;
--@ A
--? at the end
SELECT id FROM accounts WHERE balance % 3 = 0 ORDER BY id;
