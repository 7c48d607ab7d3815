-- title: An alias of the SELECT list in WHERE
-- bites: SQLite knows the name of a computed column in WHERE; the other engines refuse the query
-- severity: medium
-- tags: queries aliases
-- see: https://www.postgresql.org/docs/current/sql-select.html#SQL-SELECT-LIST
-- remedy: repeat the expression, or a subquery

CREATE TABLE items (id INTEGER, price INTEGER);
INSERT INTO items VALUES (1, 10), (2, 20);
--? filtered by the alias
SELECT id, price * 2 AS doubled FROM items WHERE doubled > 30;
