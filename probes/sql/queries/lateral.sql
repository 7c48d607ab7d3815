-- title: LATERAL joins
-- bites: the top rows of each group are found with LATERAL in production, which development cannot parse
-- severity: medium
-- tags: queries joins
-- see: https://www.postgresql.org/docs/current/queries-table-expressions.html#QUERIES-LATERAL
-- remedy: row_number() OVER (PARTITION BY ...) works on both

CREATE TABLE customers (id INTEGER);
CREATE TABLE orders (customer_id INTEGER, total INTEGER);
INSERT INTO customers VALUES (1);
INSERT INTO orders VALUES (1, 5), (1, 9);
--? the largest order of each
SELECT c.id, o.total FROM customers c, LATERAL (SELECT total FROM orders WHERE customer_id = c.id ORDER BY total DESC LIMIT 1) o;
