-- title: The count of a REPLACE, or of the upsert that takes its place in PostgreSQL
-- bites: MySQL counts the deleted row too and answers 2, SQLite and PostgreSQL 1: code that expects one row reports an error
-- severity: low
-- tags: affected-rows upsert
-- see: https://dev.mysql.com/doc/refman/8.0/en/replace.html
-- remedy: do not read the count of a REPLACE

CREATE TABLE hits (page VARCHAR(10) PRIMARY KEY, n INTEGER);
INSERT INTO hits VALUES ('home', 1);
--? over a row
--equivalent
--[sqlite,mysql]
REPLACE INTO hits VALUES ('home', 2);
--[postgresql]
INSERT INTO hits VALUES ('home', 2) ON CONFLICT (page) DO UPDATE SET n = excluded.n;
--? a new row
--equivalent
--[sqlite,mysql]
REPLACE INTO hits VALUES ('about', 1);
--[postgresql]
INSERT INTO hits VALUES ('about', 1) ON CONFLICT (page) DO UPDATE SET n = excluded.n;
