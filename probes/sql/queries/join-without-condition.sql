-- title: JOIN without ON
-- bites: a forgotten condition pairs every row with every other in SQLite and MySQL, and is a syntax error in PostgreSQL
-- severity: medium
-- tags: queries joins
-- see: https://www.postgresql.org/docs/current/queries-table-expressions.html#QUERIES-JOIN
-- remedy: write CROSS JOIN where it is meant

CREATE TABLE a (x INTEGER);
CREATE TABLE b (y INTEGER);
INSERT INTO a VALUES (1), (2);
INSERT INTO b VALUES (3), (4);
--? rows
SELECT count(*) FROM a JOIN b;
--? rows with a condition in WHERE
SELECT count(*) FROM a JOIN b WHERE x < y;
