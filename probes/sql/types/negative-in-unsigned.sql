-- title: An INTEGER UNSIGNED column
-- bites: a stock that must not fall below zero does so in SQLite, is refused by MySQL, and PostgreSQL does not understand the column at all
-- severity: medium
-- tags: types integers overflow ddl
-- see: https://dev.mysql.com/doc/refman/8.0/en/out-of-range-and-overflow.html
-- remedy: CHECK (stock >= 0); sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

--? an unsigned column
CREATE TABLE products (stock INTEGER UNSIGNED);
--? below zero
INSERT INTO products VALUES (-1);
