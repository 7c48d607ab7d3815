-- title: A trigger for the update of one column
-- bites: AFTER UPDATE OF is a syntax error in MySQL; without it the trigger fires for every update
-- severity: medium
-- tags: triggers ddl
-- see: https://dev.mysql.com/doc/refman/8.0/en/create-trigger.html
-- remedy: compare OLD with NEW in the trigger

CREATE TABLE users (name VARCHAR(10), visits INTEGER);
CREATE TABLE log (entry VARCHAR(10));
INSERT INTO users VALUES ('ada', 0);
--[postgresql]
--{
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN INSERT INTO log VALUES (''renamed''); RETURN NULL; END'
--}
--? making the trigger
--equivalent
--[sqlite,mysql]
--{
CREATE TRIGGER renamed AFTER UPDATE OF name ON users FOR EACH ROW BEGIN INSERT INTO log VALUES ('renamed'); END
--}
--[postgresql]
CREATE TRIGGER renamed AFTER UPDATE OF name ON users FOR EACH ROW EXECUTE FUNCTION note();
UPDATE users SET visits = 1;
--? after another column was updated
SELECT count(*) FROM log;
UPDATE users SET name = 'ada';
--? after the column was set to the same value
SELECT count(*) FROM log;
