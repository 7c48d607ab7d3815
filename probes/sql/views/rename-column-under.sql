-- title: Renaming a column that a view reads
-- bites: SQLite and PostgreSQL rewrite the view, MySQL leaves it broken: the page behind it fails after the deployment
-- severity: high
-- tags: views ddl migrations
-- see: https://dev.mysql.com/doc/refman/8.0/en/alter-table.html
-- remedy: make every view again in the migration that renames
-- depends-on: legacy_alter_table

CREATE TABLE users (id INTEGER, name VARCHAR(10));
INSERT INTO users VALUES (1, 'ada');
CREATE VIEW names AS SELECT name FROM users;
--? renaming the column
ALTER TABLE users RENAME COLUMN name TO full_name;
--? the view
SELECT * FROM names;
