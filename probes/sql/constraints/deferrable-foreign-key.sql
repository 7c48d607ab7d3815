-- title: A foreign key that is checked at the commit
-- bites: fixtures and circular references that are loaded children first work where the check is deferred, and not in MySQL
-- severity: medium
-- tags: constraints foreign-keys deferrable
-- see: https://www.sqlite.org/foreignkeys.html#fk_deferred
-- remedy: load parents first

--[sqlite]
PRAGMA foreign_keys = ON;
CREATE TABLE customers (id INTEGER PRIMARY KEY);
--? making the child
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER,
  CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) DEFERRABLE INITIALLY DEFERRED);
BEGIN;
--? the child first
INSERT INTO orders VALUES (10, 1);
--? then the parent
INSERT INTO customers VALUES (1);
--? commit
COMMIT;
