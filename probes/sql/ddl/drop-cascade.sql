-- title: DROP TABLE ... CASCADE
-- bites: PostgreSQL drops the foreign keys of others along, MySQL reads CASCADE and does nothing of the kind, SQLite cannot read it
-- severity: medium
-- tags: ddl foreign-keys migrations
-- see: https://dev.mysql.com/doc/refman/8.0/en/drop-table.html
-- remedy: drop the constraints by name first

--[sqlite]
PRAGMA foreign_keys = ON;
CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (customer_id INTEGER, FOREIGN KEY (customer_id) REFERENCES customers (id));
INSERT INTO customers VALUES (1);
INSERT INTO orders VALUES (1);
--? dropping the parent
DROP TABLE customers CASCADE;
--? an order of nobody
INSERT INTO orders VALUES (99);
