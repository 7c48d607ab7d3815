-- title: ON CONFLICT DO UPDATE without naming the conflict
-- bites: SQLite (3.35 and newer) takes it for whatever key is hit, PostgreSQL refuses it: the upsert that was tried in development fails in production
-- severity: medium
-- tags: upsert
-- see: https://www.sqlite.org/lang_upsert.html
-- remedy: name the columns after ON CONFLICT

CREATE TABLE hits (page VARCHAR(10) PRIMARY KEY, n INTEGER);
INSERT INTO hits VALUES ('home', 1);
--? without a target
INSERT INTO hits VALUES ('home', 5) ON CONFLICT DO UPDATE SET n = excluded.n;
--? hits
SELECT n FROM hits;
