-- title: What REPLACE does to the children of a row
-- bites: REPLACE deletes the parent before it inserts it again: ON DELETE CASCADE takes all its children, without an error
-- severity: high
-- tags: foreign-keys upsert cascade
-- see: https://www.sqlite.org/lang_replace.html
-- remedy: an upsert that updates, instead of REPLACE

--[sqlite]
PRAGMA foreign_keys = ON;
CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(10));
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER,
  FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE);
INSERT INTO customers VALUES (1, 'ada');
INSERT INTO orders VALUES (10, 1);
--? replacing the customer
REPLACE INTO customers VALUES (1, 'Ada');
--? orders left
SELECT count(*) FROM orders;
