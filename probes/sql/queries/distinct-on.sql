-- title: DISTINCT ON
-- bites: the newest row of each group is written with DISTINCT ON in production, which development cannot parse
-- severity: medium
-- tags: queries
-- see: https://www.postgresql.org/docs/current/sql-select.html#SQL-DISTINCT
-- remedy: row_number() OVER (PARTITION BY ...) works on both

CREATE TABLE logins (name VARCHAR(10), at INTEGER);
INSERT INTO logins VALUES ('ada', 1), ('ada', 2);
--? the newest login
SELECT DISTINCT ON (name) name, at FROM logins ORDER BY name, at DESC;
