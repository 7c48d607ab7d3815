-- title: Two transactions read two rows and each writes one of them at ${level}
-- bites: a rule over two rows is kept by each transaction and broken by both
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://github.com/ept/hermitage
-- remedy: SERIALIZABLE with retries, or SELECT ... FOR UPDATE of the rows that were read
-- depends-on: journal_mode, cache
-- levels: all
-- anomaly: G2-item: write skew: each writes what the other read
-- occurs: A reads = 1 10, 2 20 and B reads = 1 10, 2 20 and A writes = done and B writes = done and A commits = done and B commits = done

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
SELECT id, balance FROM accounts ORDER BY id;
--@ B
--? B reads
SELECT id, balance FROM accounts ORDER BY id;
--@ A
--? A writes
UPDATE accounts SET balance = 11 WHERE id = 1;
--@ B
--? B writes
UPDATE accounts SET balance = 21 WHERE id = 2;
--@ A
--? A commits
COMMIT;
--@ B
--? B commits
COMMIT;
