-- title: Two INTEGER columns multiplied
-- bites: quantity * price goes on beyond 2147483647 in development and is an error in production
-- severity: high
-- tags: types integers overflow
-- see: https://www.postgresql.org/docs/current/datatype-numeric.html
-- remedy: BIGINT columns, or cast one side before multiplying

CREATE TABLE items (quantity INTEGER, price INTEGER);
INSERT INTO items VALUES (100000, 50000);
--? their product
SELECT quantity * price FROM items;
