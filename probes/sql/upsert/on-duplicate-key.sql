-- title: ON DUPLICATE KEY UPDATE is understood by MySQL only
-- bites: MySQL's upsert is a syntax error in the other engines
-- severity: medium
-- tags: upsert inserts
-- see: https://dev.mysql.com/doc/refman/8.0/en/insert-on-duplicate.html
-- remedy: the upsert of each engine, as database layers write it

CREATE TABLE hits (page VARCHAR(10) PRIMARY KEY, n INTEGER);
INSERT INTO hits VALUES ('home', 1);
--? with VALUES()
INSERT INTO hits VALUES ('home', 5) ON DUPLICATE KEY UPDATE n = n + VALUES(n);
--? hits
SELECT n FROM hits;
