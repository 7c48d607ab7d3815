-- title: ON DELETE CASCADE without enforcement
-- bites: deleting a customer leaves the orders in development and takes them along in production
-- severity: high
-- tags: foreign-keys
-- see: https://www.sqlite.org/foreignkeys.html#fk_actions
-- remedy: PRAGMA foreign_keys=ON on every SQLite connection
-- depends-on: foreign_keys
-- experiment: [sqlite] PRAGMA foreign_keys = ON

CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (customer_id INTEGER REFERENCES customers (id) ON DELETE CASCADE);
INSERT INTO customers VALUES (1);
INSERT INTO orders VALUES (1);
DELETE FROM customers;
--? orders left
SELECT count(*) FROM orders;
