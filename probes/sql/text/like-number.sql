-- title: LIKE on a number column
-- bites: a prefix search over order numbers works in development and is an operator error in production
-- severity: high
-- tags: text like types
-- see: https://www.postgresql.org/docs/current/functions-matching.html
-- remedy: CAST(column AS TEXT) LIKE ...

CREATE TABLE orders (number INTEGER);
INSERT INTO orders VALUES (10), (21), (110);
--? numbers like '1%'
SELECT number FROM orders WHERE number LIKE '1%';
