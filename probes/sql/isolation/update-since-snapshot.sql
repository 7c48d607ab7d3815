-- title: Updating a row that changed since the transaction's snapshot
-- bites: under REPEATABLE READ PostgreSQL refuses and wants a retry, MySQL updates a row other than the one it showed: totals differ silently
-- severity: high
-- tags: isolation concurrency
-- see: https://www.postgresql.org/docs/current/transaction-iso.html#XACT-REPEATABLE-READ
-- remedy: SELECT ... FOR UPDATE before computing; retry on serialization_failure
-- depends-on: journal_mode, busy_timeout
-- experiment: [sqlite] PRAGMA journal_mode = WAL

--@ A
CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL);
INSERT INTO accounts VALUES (1, 100);
--[postgresql]
BEGIN ISOLATION LEVEL REPEATABLE READ;
--[sqlite]
BEGIN;
--[mysql]
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;
--[mysql]
BEGIN;
--? A reads
SELECT balance FROM accounts WHERE id = 1;
--@ B
--? B writes
UPDATE accounts SET balance = 5 WHERE id = 1;
--@ A
--? A adds one
UPDATE accounts SET balance = balance + 1 WHERE id = 1;
--? A commits
COMMIT;
--? the balance
SELECT balance FROM accounts;
