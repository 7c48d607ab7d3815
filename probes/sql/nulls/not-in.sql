-- title: NOT IN with a NULL in the list
-- bites: if it found rows in one environment, an anti-join would return other customers
-- severity: low
-- tags: nulls queries
-- see: https://www.postgresql.org/docs/current/functions-comparisons.html
-- remedy: nothing to do while both agree; prefer NOT EXISTS

CREATE TABLE customers (id INTEGER);
CREATE TABLE orders (customer_id INTEGER);
INSERT INTO customers VALUES (1), (2);
INSERT INTO orders VALUES (1), (NULL);
--? customers without an order
SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM orders);
