-- title: INSERT OR IGNORE is understood by SQLite only, and INSERT IGNORE by MySQL only
-- bites: the insert that skips duplicates is spelled for one engine and a syntax error in the others
-- severity: medium
-- tags: upsert inserts
-- see: https://www.sqlite.org/lang_insert.html
-- remedy: ON CONFLICT DO NOTHING for SQLite and PostgreSQL

CREATE TABLE tags (name VARCHAR(10) PRIMARY KEY);
INSERT INTO tags VALUES ('red');
--? INSERT OR IGNORE
INSERT OR IGNORE INTO tags VALUES ('red');
--? INSERT IGNORE
INSERT IGNORE INTO tags VALUES ('red');
--? ON CONFLICT DO NOTHING
INSERT INTO tags VALUES ('red') ON CONFLICT DO NOTHING;
