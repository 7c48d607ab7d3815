-- title: A text parameter compared with a computed number
-- bites: `count(*) > ?` with a parameter bound as text is always false in development, silently
-- severity: high
-- tags: parameters types affinity
-- see: https://www.sqlite.org/datatype3.html#type_conversions_prior_to_comparison
-- remedy: bind numbers as numbers

CREATE TABLE orders (customer VARCHAR(10), total INTEGER);
INSERT INTO orders VALUES ('ada', 5), ('ada', 7), ('bob', 1);
--? customers with more than '1' orders
--$ '1'
SELECT customer FROM orders GROUP BY customer HAVING count(*) > $1;
--? total + 0 = '5'
--$ '5'
SELECT customer FROM orders WHERE total + 0 = $1;
