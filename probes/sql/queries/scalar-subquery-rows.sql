-- title: A scalar subquery that finds several rows
-- bites: SQLite takes the first row in silence; production fails
-- severity: high
-- tags: queries errors
-- see: https://www.sqlite.org/lang_expr.html#subq
-- remedy: add LIMIT 1 with an ORDER BY, or aggregate

CREATE TABLE prices (product VARCHAR(10), price INTEGER);
INSERT INTO prices VALUES ('pen', 2), ('pen', 3);
--? the price of a pen
SELECT (SELECT price FROM prices WHERE product = 'pen') IS NOT NULL;
