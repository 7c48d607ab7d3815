-- title: Committing a write while another transaction is reading
-- bites: an open cursor or a long report blocks every commit in development; in production nobody notices
-- severity: high
-- tags: locking concurrency
-- see: https://www.sqlite.org/lockingv3.html
-- remedy: WAL mode in SQLite (?journal_mode=wal)
-- depends-on: journal_mode, default_transaction_isolation, tx_isolation, transaction_isolation
-- experiment: [sqlite] PRAGMA journal_mode = WAL
-- experiment: [postgresql] SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ
-- experiment: [mysql] SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED

--@ A
CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER);
INSERT INTO accounts VALUES (1, 100);
BEGIN;
--? the report reads
SELECT balance FROM accounts;
--@ B
--? another writes
UPDATE accounts SET balance = 50 WHERE id = 1;
--@ A
--? the report reads again
SELECT balance FROM accounts;
--? the report ends
COMMIT;
