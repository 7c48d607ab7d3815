-- title: INSERT OR REPLACE
-- bites: the upsert that development uses is a syntax error in production
-- severity: medium
-- tags: upsert
-- see: https://www.sqlite.org/lang_replace.html
-- remedy: ON CONFLICT DO UPDATE

CREATE TABLE stock (item VARCHAR(10) PRIMARY KEY, n INTEGER);
--? replacing
INSERT OR REPLACE INTO stock VALUES ('pen', 1);
