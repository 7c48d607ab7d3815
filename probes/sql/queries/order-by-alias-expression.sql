-- title: ORDER BY an expression over an alias
-- bites: sorting by `total + 0` or lower(label) of an alias runs in development and is an unknown column in production
-- severity: medium
-- tags: queries aliases order
-- see: https://www.postgresql.org/docs/current/queries-order.html
-- remedy: sort in an outer query, or repeat the expression
-- order: all

CREATE TABLE items (a INTEGER, b INTEGER);
INSERT INTO items VALUES (1, 5), (2, 1);
--? by the alias
SELECT a + b AS total FROM items ORDER BY total;
--? by an expression over it
SELECT a + b AS total FROM items ORDER BY total + 0;
