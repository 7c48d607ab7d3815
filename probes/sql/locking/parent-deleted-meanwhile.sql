-- title: Deleting a parent row while a child is being inserted
-- bites: the delete waits for the insert and is then refused, or it would leave an orphan: who only tests one connection sees neither
-- severity: medium
-- tags: locking foreign-keys concurrency
-- see: https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS
-- remedy: be ready for a refusal of the delete
-- depends-on: busy_timeout

--@ A
--[sqlite]
PRAGMA foreign_keys = ON;
CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, FOREIGN KEY (customer_id) REFERENCES customers (id));
INSERT INTO customers VALUES (1);
BEGIN;
--? A inserts an order
INSERT INTO orders VALUES (10, 1);
--@ B
--[sqlite]
PRAGMA foreign_keys = ON;
--? B deletes the customer
DELETE FROM customers WHERE id = 1;
--@ A
--? A commits
COMMIT;
