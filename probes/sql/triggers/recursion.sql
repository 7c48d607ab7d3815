-- title: A trigger that writes to its own table
-- bites: it fires itself in PostgreSQL, fires once in SQLite and is refused by MySQL: counters and trees that it keeps differ
-- severity: high
-- tags: triggers recursion
-- see: https://www.sqlite.org/pragma.html#pragma_recursive_triggers
-- remedy: write to another table, or PRAGMA recursive_triggers=ON where the production engine recurses
-- depends-on: recursive_triggers
-- experiment: [sqlite] PRAGMA recursive_triggers = ON

CREATE TABLE steps (n INTEGER);
--[sqlite]
--{
CREATE TRIGGER next_step AFTER INSERT ON steps FOR EACH ROW WHEN NEW.n < 4
BEGIN INSERT INTO steps VALUES (NEW.n + 1); END
--}
--[mysql]
--{
CREATE TRIGGER next_step AFTER INSERT ON steps FOR EACH ROW
BEGIN IF NEW.n < 4 THEN INSERT INTO steps VALUES (NEW.n + 1); END IF; END
--}
--[postgresql]
--{
CREATE FUNCTION next_step() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN INSERT INTO steps VALUES (NEW.n + 1); RETURN NULL; END'
--}
--[postgresql]
CREATE TRIGGER next_step AFTER INSERT ON steps FOR EACH ROW WHEN (NEW.n < 4) EXECUTE FUNCTION next_step();
--? inserting the first step
INSERT INTO steps VALUES (1);
--? steps
SELECT n FROM steps ORDER BY n;
