-- title: Two transactions that write different rows
-- bites: in development one of two writers is refused with "database is locked"; in production both succeed, and locks of rows are what must be tested
-- severity: high
-- tags: locking concurrency
-- see: https://www.sqlite.org/lockingv3.html
-- remedy: set busy_timeout and keep SQLite's write transactions short; test concurrency against the production engine

--@ A
CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL);
INSERT INTO accounts VALUES (1, 100), (2, 100);
BEGIN;
UPDATE accounts SET balance = 90 WHERE id = 1;
--@ B
BEGIN;
--? the second writer, another row
UPDATE accounts SET balance = 80 WHERE id = 2;
--@ A
--? the first commits
COMMIT;
--@ B
--? the second commits
COMMIT;
--@ A
--? balances
SELECT id, balance FROM accounts;
