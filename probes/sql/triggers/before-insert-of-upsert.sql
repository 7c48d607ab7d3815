-- title: Which trigger fires for an upsert that updates
-- bites: if the BEFORE INSERT trigger did not fire alike, what it counts or refuses would differ for rows that were there already
-- severity: low
-- tags: triggers upsert
-- see: https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT
-- remedy: nothing to do while all agree; do not count in a BEFORE INSERT trigger

CREATE TABLE hits (page VARCHAR(10) PRIMARY KEY, n INTEGER);
CREATE TABLE log (entry VARCHAR(10));
--[sqlite,mysql]
--{
CREATE TRIGGER noted BEFORE INSERT ON hits FOR EACH ROW BEGIN INSERT INTO log VALUES ('insert'); END
--}
--[postgresql]
--{
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN INSERT INTO log VALUES (''insert''); RETURN NEW; END'
--}
--[postgresql]
CREATE TRIGGER noted BEFORE INSERT ON hits FOR EACH ROW EXECUTE FUNCTION note();
INSERT INTO hits VALUES ('home', 1);
--[sqlite,postgresql]
INSERT INTO hits VALUES ('home', 1) ON CONFLICT (page) DO UPDATE SET n = hits.n + 1;
--[mysql]
INSERT INTO hits VALUES ('home', 1) ON DUPLICATE KEY UPDATE n = n + 1;
--? how often the insert trigger fired
SELECT count(*) FROM log;
--? hits
SELECT n FROM hits;
