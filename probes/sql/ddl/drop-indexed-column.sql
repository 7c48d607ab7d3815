-- title: Dropping a column that has an index
-- bites: the index goes with its column, or the migration is refused: in SQLite it is, and rehearsals stop there
-- severity: medium
-- tags: ddl migrations indexes
-- see: https://www.sqlite.org/lang_altertable.html#altertabdropcol
-- remedy: drop the index first, in the migration

CREATE TABLE users (id INTEGER, name VARCHAR(10));
CREATE INDEX users_name ON users (name);
--? dropping the column
ALTER TABLE users DROP COLUMN name;
