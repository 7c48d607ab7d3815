-- title: Renaming a table that a view reads
-- bites: the view follows the table or fails at its next use, which is after the deployment
-- severity: high
-- tags: views ddl migrations
-- see: https://www.sqlite.org/lang_altertable.html#alter_table_rename
-- remedy: make every view again in the migration that renames
-- depends-on: legacy_alter_table
-- experiment: [sqlite] PRAGMA legacy_alter_table = OFF

CREATE TABLE users (id INTEGER, name VARCHAR(10));
INSERT INTO users VALUES (1, 'ada');
CREATE VIEW names AS SELECT name FROM users;
--? renaming the table
ALTER TABLE users RENAME TO people;
--? the view
SELECT name FROM names;
