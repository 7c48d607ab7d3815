-- title: Two constraints of one name in two tables
-- bites: names that are the table's own in PostgreSQL and SQLite belong to the whole database in MySQL: the second table cannot be made
-- severity: medium
-- tags: constraints ddl identifiers
-- see: https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html
-- remedy: begin the name of a constraint with that of its table

CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (customer_id INTEGER, CONSTRAINT owner FOREIGN KEY (customer_id) REFERENCES customers (id));
--? a foreign key with the name of another
CREATE TABLE invoices (customer_id INTEGER, CONSTRAINT owner FOREIGN KEY (customer_id) REFERENCES customers (id));
CREATE TABLE people (age INTEGER, CONSTRAINT positive CHECK (age > 0));
--? a check with the name of another
CREATE TABLE products (price INTEGER, CONSTRAINT positive CHECK (price > 0));
