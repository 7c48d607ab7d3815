-- title: ADD COLUMN IF NOT EXISTS is not understood by SQLite and MySQL
-- bites: migrations that may run twice are written so for PostgreSQL and MariaDB, and are a syntax error in SQLite and MySQL
-- severity: medium
-- tags: ddl migrations
-- see: https://www.postgresql.org/docs/current/sql-altertable.html
-- remedy: let a migration tool remember what has run

CREATE TABLE users (id INTEGER);
--? a new column
ALTER TABLE users ADD COLUMN IF NOT EXISTS name VARCHAR(10);
--? again
ALTER TABLE users ADD COLUMN IF NOT EXISTS name VARCHAR(10);
