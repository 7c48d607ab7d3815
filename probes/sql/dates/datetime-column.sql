-- title: A DATETIME column
-- bites: a migration with DATETIME runs in development and MySQL; PostgreSQL knows no such type
-- severity: medium
-- tags: dates types ddl migrations
-- see: https://www.postgresql.org/docs/current/datatype-datetime.html
-- remedy: TIMESTAMP, or what the migration tool makes of it

--? a table with a DATETIME
CREATE TABLE events (id INTEGER, created DATETIME);
