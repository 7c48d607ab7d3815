-- title: FULL OUTER JOIN and RIGHT JOIN
-- bites: a reconciliation of two lists cannot be written with FULL JOIN in MySQL and MariaDB, nor in SQLite before 3.39
-- severity: medium
-- tags: queries joins versions
-- see: https://www.sqlite.org/releaselog/3_39_0.html
-- remedy: LEFT JOIN and UNION ALL of what is missing

CREATE TABLE a (x INTEGER);
CREATE TABLE b (y INTEGER);
INSERT INTO a VALUES (1);
INSERT INTO b VALUES (2);
--? FULL OUTER JOIN
SELECT a.x, b.y FROM a FULL OUTER JOIN b ON a.x = b.y;
--? RIGHT JOIN
SELECT a.x, b.y FROM a RIGHT JOIN b ON a.x = b.y;
