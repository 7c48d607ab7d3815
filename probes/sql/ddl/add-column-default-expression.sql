-- title: Adding a column with a computed default
-- bites: a migration that adds created_at is refused in development on a table with rows
-- severity: medium
-- tags: ddl migrations
-- see: https://www.sqlite.org/lang_altertable.html#altertabaddcol
-- remedy: rehearse migrations on PostgreSQL

CREATE TABLE users (id INTEGER);
INSERT INTO users VALUES (1);
--? a column with a computed default
ALTER TABLE users ADD COLUMN created TIMESTAMP DEFAULT CURRENT_TIMESTAMP;
