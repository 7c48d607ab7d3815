-- title: A comma and a JOIN in one FROM
-- bites: the condition of the JOIN sees the table before the comma in SQLite only: PostgreSQL, MySQL and MariaDB refuse the query
-- severity: medium
-- tags: queries joins
-- see: https://dev.mysql.com/doc/refman/8.0/en/join.html
-- remedy: no commas in FROM

CREATE TABLE a (x INTEGER);
CREATE TABLE b (y INTEGER);
CREATE TABLE c (z INTEGER);
INSERT INTO a VALUES (1);
INSERT INTO b VALUES (1);
INSERT INTO c VALUES (1);
--? a condition over the comma
SELECT a.x, c.z FROM a, b JOIN c ON c.z = a.x;
