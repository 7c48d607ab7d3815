-- title: Reading a row twice in one transaction while another changes it
-- bites: a report shows two balances of one account in production
-- severity: medium
-- tags: isolation anomalies
-- see: https://www.postgresql.org/docs/current/transaction-iso.html
-- remedy: REPEATABLE READ for reports
-- depends-on: default_transaction_isolation, journal_mode, tx_isolation, transaction_isolation
-- experiment: [postgresql] SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE
-- experiment: [sqlite] PRAGMA journal_mode = WAL
-- experiment: [postgresql] SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ
-- experiment: [mysql] SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED

--@ A
CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER);
INSERT INTO accounts VALUES (1, 100);
BEGIN;
--? first read
SELECT balance FROM accounts;
--@ B
--? another changes it
UPDATE accounts SET balance = 50;
--@ A
--? second read
SELECT balance FROM accounts;
