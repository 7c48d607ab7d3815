-- title: The order of two triggers for the same event
-- bites: PostgreSQL fires them by name, MySQL in the order in which they were made, SQLite in none that it promises: totals that build on each other differ
-- severity: high
-- tags: triggers order
-- see: https://www.postgresql.org/docs/current/sql-createtrigger.html
-- remedy: one trigger for an event, which does things in order

CREATE TABLE orders (id INTEGER);
CREATE TABLE log (n INTEGER, entry VARCHAR(10));
--[sqlite,mysql]
--{
CREATE TRIGGER b_first AFTER INSERT ON orders FOR EACH ROW
BEGIN INSERT INTO log SELECT count(*) + 1, 'b' FROM log; END
--}
--[sqlite,mysql]
--{
CREATE TRIGGER c_second AFTER INSERT ON orders FOR EACH ROW
BEGIN INSERT INTO log SELECT count(*) + 1, 'c' FROM log; END
--}
--[sqlite,mysql]
--{
CREATE TRIGGER a_third AFTER INSERT ON orders FOR EACH ROW
BEGIN INSERT INTO log SELECT count(*) + 1, 'a' FROM log; END
--}
--[postgresql]
--{
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN INSERT INTO log SELECT count(*) + 1, TG_ARGV[0] FROM log; RETURN NULL; END'
--}
--[postgresql]
CREATE TRIGGER b_first AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION note('b');
--[postgresql]
CREATE TRIGGER c_second AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION note('c');
--[postgresql]
CREATE TRIGGER a_third AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION note('a');
INSERT INTO orders VALUES (1);
--? the order in which they fired
SELECT n, entry FROM log ORDER BY n;
