-- title: Dropping a table that others refer to
-- bites: a migration that drops a parent works in development and is refused in production
-- severity: medium
-- tags: ddl foreign-keys migrations
-- see: https://www.postgresql.org/docs/current/ddl-depend.html
-- remedy: drop the constraint first
-- depends-on: foreign_keys
-- experiment: [sqlite] PRAGMA foreign_keys = ON

CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (customer_id INTEGER REFERENCES customers (id));
--? dropping the parent
DROP TABLE customers;
