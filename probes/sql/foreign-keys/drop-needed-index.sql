-- title: Dropping the index behind a foreign key
-- bites: the migration that drops an index nobody seems to use is refused by MySQL, which needs it for the foreign key
-- severity: medium
-- tags: foreign-keys indexes ddl migrations
-- see: https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html
-- remedy: make the new index before the old one is dropped

CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (customer_id INTEGER, FOREIGN KEY (customer_id) REFERENCES customers (id));
CREATE INDEX orders_customer ON orders (customer_id);
--? dropping the index of the referring column
--equivalent
--[sqlite,postgresql]
DROP INDEX orders_customer;
--[mysql]
DROP INDEX orders_customer ON orders;
