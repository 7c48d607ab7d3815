-- title: What an AFTER trigger sees of an INSERT of several rows
-- bites: a trigger that counts rows sees them one by one in SQLite and MySQL, and all of them each time in PostgreSQL: quotas and positions differ
-- severity: high
-- tags: triggers visibility
-- see: https://www.postgresql.org/docs/current/trigger-datachanges.html
-- remedy: count after the statement, not in a row's trigger

CREATE TABLE seats (id INTEGER);
CREATE TABLE log (seat INTEGER, seen INTEGER);
--[sqlite,mysql]
--{
CREATE TRIGGER counted AFTER INSERT ON seats FOR EACH ROW
BEGIN INSERT INTO log SELECT NEW.id, count(*) FROM seats; END
--}
--[postgresql]
--{
CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN INSERT INTO log SELECT NEW.id, count(*) FROM seats; RETURN NULL; END'
--}
--[postgresql]
CREATE TRIGGER counted AFTER INSERT ON seats FOR EACH ROW EXECUTE FUNCTION counted();
INSERT INTO seats VALUES (1), (2), (3);
--? how many rows the trigger saw for each
SELECT seat, seen FROM log ORDER BY seat;
