-- title: A column type that does not exist
-- bites: a misspelt type in a migration is accepted in development and refused in production
-- severity: medium
-- tags: types ddl
-- see: https://www.sqlite.org/datatype3.html#determination_of_column_affinity
-- remedy: create tables as STRICT in SQLite, or run migrations against PostgreSQL

--? creating the table
CREATE TABLE things (size STRNG, weight BANANA(3));
