-- title: Two transactions write the same two rows at ${level}
-- bites: an order belongs to one customer and its invoice to another
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://github.com/ept/hermitage
-- remedy: none is needed where it is prevented
-- depends-on: journal_mode, cache
-- levels: all
-- anomaly: G0: write cycle: two writers' changes are mixed
-- occurs: A writes 1 = done and B writes 1 = done and A writes 2 = done and B writes 2 = done and at the end = 1 11, 2 22 | 1 12, 2 21

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
--? A writes 1
UPDATE accounts SET balance = 11 WHERE id = 1;
--@ B
--? B writes 1
UPDATE accounts SET balance = 12 WHERE id = 1;
--@ A
--? A writes 2
UPDATE accounts SET balance = 21 WHERE id = 2;
--? A commits
COMMIT;
--@ B
--? B writes 2
UPDATE accounts SET balance = 22 WHERE id = 2;
--? B commits
COMMIT;
--@ A
--? at the end
SELECT id, balance FROM accounts ORDER BY id;
