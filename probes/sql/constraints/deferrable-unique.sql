-- title: A UNIQUE constraint that is checked at the commit
-- bites: swapping two positions in one transaction works in PostgreSQL; elsewhere the table cannot even be made
-- severity: medium
-- tags: constraints unique deferrable
-- see: https://www.postgresql.org/docs/current/sql-createtable.html
-- remedy: swap through a third value, which works everywhere

--? making the table
CREATE TABLE items (id INTEGER PRIMARY KEY, place INTEGER, CONSTRAINT one_place UNIQUE (place) DEFERRABLE INITIALLY DEFERRED);
--? two items
INSERT INTO items VALUES (1, 1), (2, 2);
BEGIN;
--? the first to the place of the second
UPDATE items SET place = 2 WHERE id = 1;
--? the second to the place of the first
UPDATE items SET place = 1 WHERE id = 2;
--? commit
COMMIT;
--? items
SELECT id, place FROM items ORDER BY id;
