-- title: Foreign keys are not enforced in SQLite unless each connection asks for it
-- bites: orphaned rows are written and parents deleted without an error in development; production refuses the same requests
-- severity: high
-- tags: constraints foreign-keys
-- see: https://www.sqlite.org/foreignkeys.html#fk_enable
-- remedy: PRAGMA foreign_keys=ON on every SQLite connection (?foreign_keys=on)
-- depends-on: foreign_keys
-- experiment: [sqlite] PRAGMA foreign_keys = ON

CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id));
INSERT INTO customers VALUES (1);
INSERT INTO orders VALUES (10, 1);
--? an order of nobody
INSERT INTO orders VALUES (11, 99);
--? deleting a customer who has orders
DELETE FROM customers WHERE id = 1;
--? orders without a customer
SELECT count(*) FROM orders o LEFT JOIN customers c ON c.id = o.customer_id WHERE c.id IS NULL;
