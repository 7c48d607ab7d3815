-- title: A foreign key between columns of other types
-- bites: a schema whose key types do not match is created in development and refused in production
-- severity: medium
-- tags: foreign-keys ddl types
-- see: https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
-- remedy: give both columns the same type

CREATE TABLE customers (id INTEGER PRIMARY KEY);
--? a text key to an integer key
CREATE TABLE orders (customer_id VARCHAR(10) REFERENCES customers (id));
