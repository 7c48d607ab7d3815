-- title: Writing in a transaction after another has written
-- bites: in SQLite one of two requests that read and then write is refused, in WAL mode at once and whatever busy_timeout says; elsewhere both go through
-- severity: medium
-- tags: locking concurrency
-- see: https://www.sqlite.org/rescode.html#busy_snapshot
-- remedy: BEGIN IMMEDIATE for transactions that will write
-- depends-on: journal_mode, busy_timeout

--@ A
CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL);
INSERT INTO accounts VALUES (1, 100), (2, 100);
BEGIN;
--? A reads
SELECT balance FROM accounts WHERE id = 1;
--@ B
--? B writes another row
UPDATE accounts SET balance = 50 WHERE id = 2;
--@ A
--? A writes what it has read
UPDATE accounts SET balance = 99 WHERE id = 1;
--? A commits
COMMIT;
