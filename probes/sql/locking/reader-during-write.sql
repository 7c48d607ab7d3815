-- title: Reading while another transaction has written
-- bites: if readers waited or saw uncommitted rows in one environment, pages would hang or lie
-- severity: medium
-- tags: locking concurrency
-- see: https://www.postgresql.org/docs/current/mvcc-intro.html
-- remedy: nothing to do while both agree

--@ A
CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER);
INSERT INTO accounts VALUES (1, 100);
BEGIN;
UPDATE accounts SET balance = 0 WHERE id = 1;
--@ B
--? the balance that another sees
SELECT balance FROM accounts;
--@ A
--? commit
COMMIT;
