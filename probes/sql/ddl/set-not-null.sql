-- title: Making a column NOT NULL, in each engine's words
-- bites: the migration runs in production and not in SQLite before 3.53, where rows without a value go on coming in; over a row with NULL it fails everywhere
-- severity: medium
-- tags: ddl migrations nulls
-- see: https://www.postgresql.org/docs/current/sql-altertable.html
-- remedy: make the table again in SQLite; fill the column in the migration first, and rehearse on a copy of production's data

CREATE TABLE users (name VARCHAR(10));
INSERT INTO users VALUES ('ada');
--? requiring a name
--equivalent
--[sqlite,postgresql]
ALTER TABLE users ALTER COLUMN name SET NOT NULL;
--[mysql]
ALTER TABLE users MODIFY COLUMN name VARCHAR(10) NOT NULL;
--? a row without a name
INSERT INTO users VALUES (NULL);
