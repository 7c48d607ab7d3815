-- title: A fraction stored in an INTEGER column
-- bites: 2.5 stays 2.5 in development and becomes 3 in production, silently
-- severity: high
-- tags: types affinity rounding
-- see: https://www.sqlite.org/datatype3.html#type_affinity
-- remedy: STRICT tables in SQLite; round in the application

CREATE TABLE orders (quantity INTEGER);
INSERT INTO orders VALUES (2.5);
--? what is stored
SELECT quantity FROM orders;
