-- title: A BLOB column
-- bites: a migration with BLOB runs in development and MySQL; PostgreSQL knows BYTEA only
-- severity: medium
-- tags: types bytes ddl migrations
-- see: https://www.postgresql.org/docs/current/datatype-binary.html
-- remedy: the type per engine, as migration tools do

--? a table with a BLOB
CREATE TABLE pictures (data BLOB);
--? a table with BYTEA
CREATE TABLE keys_of_users (data BYTEA);
