-- title: Renaming a column that a view reads
-- bites: PostgreSQL keeps the view's own column name, SQLite renames that too, MySQL leaves the view broken: the page behind it fails after the deployment
-- severity: high
-- tags: views ddl migrations
-- see: https://dev.mysql.com/doc/refman/8.0/en/alter-table.html
-- remedy: name the columns in CREATE VIEW, and make every view again in the migration that renames
-- depends-on: legacy_alter_table

CREATE TABLE users (id INTEGER, name VARCHAR(10));
INSERT INTO users VALUES (1, 'ada');
CREATE VIEW names AS SELECT name FROM users;
--? renaming the column
ALTER TABLE users RENAME COLUMN name TO full_name;
--? the whole view
SELECT * FROM names;
--? its column by the old name
SELECT name FROM names;
--? its column by the new name
SELECT full_name FROM names;
