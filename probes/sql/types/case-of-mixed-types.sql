-- title: CASE with branches of other types
-- bites: a label that is a number or a text works in development and is a type error in production
-- severity: medium
-- tags: types queries
-- see: https://www.postgresql.org/docs/current/typeconv-union-case.html
-- remedy: cast the branches to one type

CREATE TABLE orders (total INTEGER);
INSERT INTO orders VALUES (5), (0);
--? a number or a word
SELECT CASE WHEN total > 0 THEN total ELSE 'free' END FROM orders;
