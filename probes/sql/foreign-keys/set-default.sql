-- title: ON DELETE SET DEFAULT
-- bites: children fall to the default parent in PostgreSQL and SQLite; InnoDB refuses the table or the delete
-- severity: medium
-- tags: foreign-keys ddl
-- see: https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html
-- remedy: update the children in the application before the parent goes

--[sqlite]
PRAGMA foreign_keys = ON;
CREATE TABLE owners (id INTEGER PRIMARY KEY);
--? making the child
CREATE TABLE files (id INTEGER PRIMARY KEY, owner_id INTEGER DEFAULT 1,
  FOREIGN KEY (owner_id) REFERENCES owners (id) ON DELETE SET DEFAULT);
INSERT INTO owners VALUES (1), (2);
--? a file
INSERT INTO files VALUES (10, 2);
--? deleting its owner
DELETE FROM owners WHERE id = 2;
--? the file's owner
SELECT owner_id FROM files;
