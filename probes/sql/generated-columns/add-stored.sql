-- title: Adding a stored generated column to a table with rows
-- bites: the migration runs in production and is refused in development
-- severity: medium
-- tags: generated ddl migrations
-- see: https://www.sqlite.org/gencol.html
-- remedy: add a virtual one in SQLite, or make the table anew

CREATE TABLE boxes (width INTEGER);
INSERT INTO boxes VALUES (3);
--? added
ALTER TABLE boxes ADD COLUMN area INTEGER GENERATED ALWAYS AS (width * width) STORED;
