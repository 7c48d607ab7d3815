-- title: SQLite stores text in an INTEGER column
-- bites: a bug that writes 'n/a' into a number column goes unnoticed until production refuses the row
-- severity: high
-- tags: types affinity schema
-- see: https://www.sqlite.org/flextypegood.html
-- remedy: create SQLite tables as STRICT, or run the tests against PostgreSQL; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE orders (quantity INTEGER);
--? a word as a quantity
INSERT INTO orders VALUES ('many');
--? digits as a quantity
INSERT INTO orders VALUES ('12');
--? what is stored
SELECT quantity FROM orders;
