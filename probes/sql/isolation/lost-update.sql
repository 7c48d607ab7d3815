-- title: Two transactions read a balance and write back their own result
-- bites: in production one of two withdrawals is lost without an error; development refuses one of them
-- severity: high
-- tags: isolation concurrency anomalies
-- see: https://www.postgresql.org/docs/current/transaction-iso.html#XACT-READ-COMMITTED
-- remedy: UPDATE ... SET balance = balance - n, or SELECT ... FOR UPDATE
-- depends-on: default_transaction_isolation
-- experiment: [postgresql] SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE

--@ A
CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL);
INSERT INTO accounts VALUES (1, 100);
BEGIN;
--? A reads
SELECT balance FROM accounts WHERE id = 1;
--@ B
BEGIN;
--? B reads
SELECT balance FROM accounts WHERE id = 1;
--@ A
--? A writes
UPDATE accounts SET balance = 90 WHERE id = 1;
--? A commits
COMMIT;
--@ B
--? B writes
UPDATE accounts SET balance = 80 WHERE id = 1;
--? B commits
COMMIT;
--? the balance
SELECT balance FROM accounts;
