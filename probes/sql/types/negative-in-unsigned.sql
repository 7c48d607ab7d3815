-- title: UNSIGNED columns
-- bites: a stock that must not fall below zero does so in SQLite, and MySQL's column type cannot be written in PostgreSQL
-- severity: medium
-- tags: types integers overflow ddl
-- see: https://dev.mysql.com/doc/refman/8.0/en/out-of-range-and-overflow.html
-- remedy: CHECK (stock >= 0)
-- depends-on: sql_mode

--? an unsigned column
CREATE TABLE products (stock INTEGER UNSIGNED);
--? below zero
INSERT INTO products VALUES (-1);
