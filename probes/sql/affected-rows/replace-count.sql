-- title: The count of a REPLACE
-- bites: MySQL counts the deleted row too, SQLite does not, and PostgreSQL has no REPLACE
-- severity: low
-- tags: affected-rows upsert
-- see: https://dev.mysql.com/doc/refman/8.0/en/replace.html
-- remedy: do not read the count of a REPLACE

CREATE TABLE hits (page VARCHAR(10) PRIMARY KEY, n INTEGER);
INSERT INTO hits VALUES ('home', 1);
--? over a row
REPLACE INTO hits VALUES ('home', 2);
--? a new row
REPLACE INTO hits VALUES ('about', 1);
