-- title: Making a column NOT NULL that holds NULL
-- bites: production refuses the migration for a row that no test data has; SQLite cannot run it at all
-- severity: medium
-- tags: ddl migrations nulls
-- see: https://www.postgresql.org/docs/current/sql-altertable.html
-- remedy: fill the column in the migration first; rehearse on a copy of production's data

CREATE TABLE users (name VARCHAR(10));
INSERT INTO users VALUES (NULL);
--? requiring a name
--equivalent
--[sqlite,postgresql]
ALTER TABLE users ALTER COLUMN name SET NOT NULL;
--[mysql]
ALTER TABLE users MODIFY COLUMN name VARCHAR(10) NOT NULL;
--? the row
SELECT name FROM users;
