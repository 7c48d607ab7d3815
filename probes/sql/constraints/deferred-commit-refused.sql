-- title: After a COMMIT that a deferred constraint refused
-- bites: in SQLite the transaction is still open and can be mended, in PostgreSQL it is gone: the retry commits half of the work, or a lock stays
-- severity: high
-- tags: constraints foreign-keys deferrable transactions
-- see: https://www.sqlite.org/foreignkeys.html#fk_deferred
-- remedy: after a refused COMMIT always ROLLBACK, and do all of it again

--[sqlite]
PRAGMA foreign_keys = ON;
CREATE TABLE customers (id INTEGER PRIMARY KEY);
--[sqlite,postgresql]
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id) DEFERRABLE INITIALLY DEFERRED);
--[mysql]
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, FOREIGN KEY (customer_id) REFERENCES customers (id));
BEGIN;
INSERT INTO customers VALUES (2);
--? an order of nobody
INSERT INTO orders VALUES (10, 1);
--? commit
COMMIT;
--? the missing parent
INSERT INTO customers VALUES (1);
--? commit again
COMMIT;
--? orders
SELECT count(*) FROM orders;
--? customers
SELECT id FROM customers ORDER BY id;
