-- title: Dropping a table that a view reads
-- bites: the table goes and the view fails at its next use, or the migration is refused: two engines, two deployments
-- severity: medium
-- tags: views ddl migrations
-- see: https://www.postgresql.org/docs/current/ddl-depend.html
-- remedy: drop the view first, in the migration

CREATE TABLE users (id INTEGER);
CREATE VIEW shown AS SELECT id FROM users;
--? dropping the table
DROP TABLE users;
--? the view
SELECT count(*) FROM shown;
