-- title: UPDATE ... SET position = position + 1 under a UNIQUE constraint
-- bites: whether the statement fails depends on the order in which rows are visited, differently in each engine
-- severity: medium
-- tags: constraints unique
-- see: https://www.postgresql.org/docs/current/sql-createtable.html
-- remedy: DEFERRABLE INITIALLY DEFERRED in PostgreSQL, or two updates through negative numbers

CREATE TABLE items (position INTEGER UNIQUE);
INSERT INTO items VALUES (1), (2), (3);
--? shifted up
UPDATE items SET position = position + 1;
--? positions
SELECT position FROM items;
