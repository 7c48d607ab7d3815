-- title: A trigger for each statement
-- bites: a trigger that counts statements in production would count rows elsewhere: SQLite and MySQL know FOR EACH ROW only
-- severity: medium
-- tags: triggers ddl
-- see: https://www.sqlite.org/lang_createtrigger.html
-- remedy: triggers FOR EACH ROW, whose work may be repeated

CREATE TABLE users (id INTEGER);
CREATE TABLE log (entry VARCHAR(10));
--[postgresql]
--{
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN INSERT INTO log VALUES (''fired''); RETURN NULL; END'
--}
--? making the trigger
--equivalent
--[sqlite,mysql]
--{
CREATE TRIGGER noted AFTER INSERT ON users FOR EACH STATEMENT BEGIN INSERT INTO log VALUES ('fired'); END
--}
--[postgresql]
CREATE TRIGGER noted AFTER INSERT ON users FOR EACH STATEMENT EXECUTE FUNCTION note();
INSERT INTO users VALUES (1), (2), (3);
--? how often it fired for three rows
SELECT count(*) FROM log;
