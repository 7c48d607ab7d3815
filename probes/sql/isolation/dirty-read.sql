-- title: What others see of a transaction that is rolled back
-- bites: if they saw it, mails would be sent for orders that never were
-- severity: low
-- tags: isolation anomalies
-- see: https://www.postgresql.org/docs/current/transaction-iso.html
-- remedy: nothing to do while both agree

--@ A
CREATE TABLE orders (id INTEGER);
BEGIN;
INSERT INTO orders VALUES (1);
--@ B
--? orders that another sees
SELECT count(*) FROM orders;
--@ A
ROLLBACK;
--@ B
--? orders afterwards
SELECT count(*) FROM orders;
