-- title: Whether REPLACE, or the upsert that takes its place in PostgreSQL, fires delete triggers
-- bites: REPLACE deletes the old row: MySQL's delete trigger sees that, SQLite's only where triggers are recursive, and an upsert fires none: audit entries are missing
-- severity: medium
-- tags: triggers upsert
-- see: https://www.sqlite.org/lang_conflict.html
-- remedy: an upsert that updates, instead of REPLACE
-- depends-on: recursive_triggers

CREATE TABLE stock (item VARCHAR(10) PRIMARY KEY, n INTEGER);
CREATE TABLE audit (item VARCHAR(10));
--[sqlite,mysql]
--{
CREATE TRIGGER audited AFTER DELETE ON stock FOR EACH ROW BEGIN INSERT INTO audit VALUES (OLD.item); END
--}
--[postgresql]
--{
CREATE FUNCTION audited() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN INSERT INTO audit VALUES (OLD.item); RETURN NULL; END'
--}
--[postgresql]
CREATE TRIGGER audited AFTER DELETE ON stock FOR EACH ROW EXECUTE FUNCTION audited();
INSERT INTO stock VALUES ('pen', 1);
--? replacing
--equivalent
--[sqlite]
REPLACE INTO stock VALUES ('pen', 2);
--[postgresql]
INSERT INTO stock VALUES ('pen', 2) ON CONFLICT (item) DO UPDATE SET n = excluded.n;
--[mysql]
REPLACE INTO stock VALUES ('pen', 2);
--? rows that the delete trigger saw
SELECT count(*) FROM audit;
