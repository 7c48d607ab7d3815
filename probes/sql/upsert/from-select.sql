-- title: An upsert of the rows of a SELECT
-- bites: SQLite takes ON for the condition of a join and refuses it, unless the SELECT has a WHERE
-- severity: medium
-- tags: upsert queries
-- see: https://www.sqlite.org/lang_upsert.html
-- remedy: write WHERE true in the SELECT

CREATE TABLE hits (page VARCHAR(10) PRIMARY KEY, n INTEGER);
CREATE TABLE today (page VARCHAR(10), n INTEGER);
INSERT INTO hits VALUES ('home', 1);
INSERT INTO today VALUES ('home', 2);
--? without WHERE
INSERT INTO hits SELECT page, n FROM today ON CONFLICT (page) DO UPDATE SET n = hits.n + excluded.n;
--? with WHERE
INSERT INTO hits SELECT page, n FROM today WHERE 1 = 1 ON CONFLICT (page) DO UPDATE SET n = hits.n + excluded.n;
