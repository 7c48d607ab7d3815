-- title: Changing a parent row while a child is being inserted
-- bites: in MySQL every insert of an order locks the customer's row against other changes, in SQLite the whole database: two requests for one customer wait for each other or fail
-- severity: medium
-- tags: locking foreign-keys concurrency
-- see: https://dev.mysql.com/doc/refman/8.0/en/innodb-locks-set.html
-- remedy: keep transactions short; counters and the like in a table of their own; busy_timeout in SQLite, so that it waits as well
-- depends-on: busy_timeout

--@ A
--[sqlite]
PRAGMA foreign_keys = ON;
CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(10));
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, FOREIGN KEY (customer_id) REFERENCES customers (id));
INSERT INTO customers VALUES (1, 'ada');
BEGIN;
--? A inserts an order
INSERT INTO orders VALUES (10, 1);
--@ B
--? B renames the customer
UPDATE customers SET name = 'Ada' WHERE id = 1;
--@ A
--? A commits
COMMIT;
