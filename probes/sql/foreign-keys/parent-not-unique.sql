-- title: A foreign key to a column that is not unique
-- bites: the mistake is found at creation in production, in development at the first write or never
-- severity: medium
-- tags: foreign-keys ddl
-- see: https://www.sqlite.org/foreignkeys.html#fk_indexes
-- remedy: declare the parent column UNIQUE

CREATE TABLE customers (code VARCHAR(10));
--? creating the child
CREATE TABLE orders (customer VARCHAR(10) REFERENCES customers (code));
--? writing to it
INSERT INTO orders VALUES ('x');
