-- title: A temporary table that refers to a permanent one
-- bites: a staging table with a foreign key is made in one environment and refused in another, or its key checks nothing
-- severity: low
-- tags: sessions temporary foreign-keys
-- see: https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
-- remedy: no foreign keys on temporary tables: check with a query before the rows are taken over

--[sqlite]
PRAGMA foreign_keys = ON;
CREATE TABLE customers (id INTEGER PRIMARY KEY);
INSERT INTO customers VALUES (1);
--? making it
CREATE TEMPORARY TABLE staged (customer_id INTEGER, FOREIGN KEY (customer_id) REFERENCES customers (id));
--? a row of a customer who is there
INSERT INTO staged VALUES (1);
--? a row of nobody
INSERT INTO staged VALUES (99);
