-- title: Dropping a column that a view shows
-- bites: the migration is refused in both, but for other reasons and with other ways out
-- severity: low
-- tags: ddl migrations views
-- see: https://www.postgresql.org/docs/current/ddl-depend.html
-- remedy: drop and recreate the view in the migration
-- depends-on: legacy_alter_table
-- experiment: [sqlite] PRAGMA legacy_alter_table = OFF

CREATE TABLE users (id INTEGER, name VARCHAR(10));
CREATE VIEW names AS SELECT name FROM users;
--? dropping the column
ALTER TABLE users DROP COLUMN name;
