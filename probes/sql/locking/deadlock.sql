-- title: Two transactions that lock two rows crosswise
-- bites: production kills one of them with an error that development has never shown
-- severity: high
-- tags: locking deadlock concurrency
-- see: https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS
-- remedy: lock rows in one order; retry on deadlock_detected

--@ A
CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL);
INSERT INTO accounts VALUES (1, 100), (2, 100);
BEGIN;
UPDATE accounts SET balance = 90 WHERE id = 1;
--@ B
BEGIN;
--? B locks the second row
UPDATE accounts SET balance = 90 WHERE id = 2;
--@ A
--? A wants the second row
UPDATE accounts SET balance = 80 WHERE id = 2;
--@ B
--? B wants the first row
UPDATE accounts SET balance = 80 WHERE id = 1;
