-- title: ON CONFLICT with columns that are not unique
-- bites: if one engine took it, duplicates would come in there
-- severity: medium
-- tags: upsert unique errors
-- see: https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT
-- remedy: nothing to do while all refuse

CREATE TABLE hits (page VARCHAR(10), n INTEGER);
--? a target without a unique index
INSERT INTO hits VALUES ('home', 1) ON CONFLICT (page) DO NOTHING;
--? hits
SELECT count(*) FROM hits;
