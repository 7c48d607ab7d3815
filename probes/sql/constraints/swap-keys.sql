-- title: Swapping two unique values in one UPDATE
-- bites: if one engine checked after all rows, as the standard says, a reordering that works there would be refused by the others
-- severity: low
-- tags: constraints unique dml
-- see: https://www.postgresql.org/docs/current/sql-set-constraints.html
-- remedy: nothing to do while all agree; go through a third value, or DEFERRABLE in PostgreSQL

CREATE TABLE items (id INTEGER PRIMARY KEY, place INTEGER UNIQUE);
INSERT INTO items VALUES (1, 1), (2, 2);
--? swapping
UPDATE items SET place = CASE id WHEN 1 THEN 2 ELSE 1 END;
--? items
SELECT id, place FROM items ORDER BY id;
