-- title: ON DELETE SET NULL on a column that is NOT NULL
-- bites: MySQL refuses the table at once; elsewhere it is made, and deleting a parent fails for ever after
-- severity: medium
-- tags: foreign-keys nulls ddl
-- see: https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html
-- remedy: make the column nullable, or cascade

--[sqlite]
PRAGMA foreign_keys = ON;
CREATE TABLE owners (id INTEGER PRIMARY KEY);
--? making the child
CREATE TABLE files (id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL,
  FOREIGN KEY (owner_id) REFERENCES owners (id) ON DELETE SET NULL);
INSERT INTO owners VALUES (1);
--? a file
INSERT INTO files VALUES (10, 1);
--? deleting its owner
DELETE FROM owners WHERE id = 1;
