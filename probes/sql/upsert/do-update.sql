-- title: INSERT ... ON CONFLICT DO UPDATE
-- bites: if it differed, counters and caches kept by upsert would
-- severity: low
-- tags: upsert
-- see: https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT
-- remedy: nothing to do while both agree

CREATE TABLE hits (page VARCHAR(10) PRIMARY KEY, n INTEGER);
INSERT INTO hits VALUES ('home', 1);
--? upserted
INSERT INTO hits VALUES ('home', 1) ON CONFLICT (page) DO UPDATE SET n = hits.n + excluded.n;
--? hits
SELECT n FROM hits;
