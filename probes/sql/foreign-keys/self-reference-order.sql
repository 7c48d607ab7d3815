-- title: Rows of one INSERT or DELETE that refer to each other
-- bites: trees are loaded and deleted in one statement in PostgreSQL and SQLite; MySQL checks row by row and refuses
-- severity: medium
-- tags: foreign-keys dml
-- see: https://dev.mysql.com/doc/refman/8.0/en/ansi-diff-foreign-keys.html
-- remedy: insert parents first and delete children first, or set the parent to NULL before

--[sqlite]
PRAGMA foreign_keys = ON;
CREATE TABLE nodes (id INTEGER PRIMARY KEY, parent_id INTEGER, FOREIGN KEY (parent_id) REFERENCES nodes (id));
--? a child before its parent
INSERT INTO nodes VALUES (2, 1), (1, NULL);
--? what is stored
SELECT id FROM nodes ORDER BY id;
DELETE FROM nodes WHERE id = 2;
DELETE FROM nodes;
INSERT INTO nodes VALUES (1, NULL);
INSERT INTO nodes VALUES (2, 1);
--? deleting parent and child at once
DELETE FROM nodes;
--? what is left
SELECT id FROM nodes ORDER BY id;
