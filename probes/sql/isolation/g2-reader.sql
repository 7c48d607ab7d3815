-- title: A reader sees a later change before an earlier transaction has written at ${level}
-- bites: a closing report shows a state that never was in any order of the bookings
-- severity: low
-- tags: isolation anomalies isolation-table
-- see: https://github.com/ept/hermitage
-- remedy: SERIALIZABLE with retries
-- depends-on: journal_mode, cache
-- experiment: [sqlite] PRAGMA journal_mode = WAL
-- levels: all
-- anomaly: G2: ... seen by a third that only reads
-- occurs: A reads = 1 10, 2 20 and C reads = 1 10, 2 25 and B writes = done and B commits = done and A writes = done and A commits = done

--@ A
CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL);
INSERT INTO accounts VALUES (1, 10), (2, 20);
--@ A, B, C
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
--? B writes
UPDATE accounts SET balance = balance + 5 WHERE id = 2;
--? B commits
COMMIT;
--@ C
--? C reads
SELECT id, balance FROM accounts ORDER BY id;
--? C commits
COMMIT;
--@ A
--? A writes
UPDATE accounts SET balance = 0 WHERE id = 1;
--? A commits
COMMIT;
