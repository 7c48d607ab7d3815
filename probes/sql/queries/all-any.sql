-- title: ALL and ANY before a subquery
-- bites: `price >= ALL (SELECT ...)` cannot be parsed by SQLite
-- severity: low
-- tags: queries subqueries
-- see: https://www.postgresql.org/docs/current/functions-subquery.html
-- remedy: max() or min() in the subquery

CREATE TABLE offers (price INTEGER);
INSERT INTO offers VALUES (1), (5);
--? the highest
SELECT price FROM offers WHERE price >= ALL (SELECT price FROM offers);
--? any of them
SELECT price FROM offers WHERE price = ANY (SELECT price FROM offers WHERE price > 2);
