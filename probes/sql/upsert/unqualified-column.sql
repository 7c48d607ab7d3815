-- title: A bare column name in DO UPDATE
-- bites: `SET n = n + 1` counts in SQLite and MySQL and is ambiguous in PostgreSQL: every second visit is an error
-- severity: medium
-- tags: upsert names
-- see: https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT
-- remedy: write the table's name before the column

CREATE TABLE hits (page VARCHAR(10) PRIMARY KEY, n INTEGER);
INSERT INTO hits VALUES ('home', 1);
--? counted
INSERT INTO hits VALUES ('home', 1) ON CONFLICT (page) DO UPDATE SET n = n + 1;
--? hits
SELECT n FROM hits;
