-- title: IGNORE NULLS and RESPECT NULLS
-- bites: "the last known price" by IGNORE NULLS works in PostgreSQL 19 and newer; MySQL 8 knows RESPECT only, and in SQLite, MariaDB and older servers both are syntax errors
-- severity: low
-- tags: windows nulls
-- see: https://www.postgresql.org/docs/current/functions-window.html
-- remedy: a subquery for the last row that is not NULL

CREATE TABLE prices (day INTEGER, price INTEGER);
INSERT INTO prices VALUES (1, 10), (2, NULL), (3, 12);
--? IGNORE NULLS
SELECT day, last_value(price) IGNORE NULLS OVER (ORDER BY day) AS p FROM prices;
--? RESPECT NULLS
SELECT day, last_value(price) RESPECT NULLS OVER (ORDER BY day) AS p FROM prices;
