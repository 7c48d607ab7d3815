-- title: Several alterations in one ALTER TABLE
-- bites: a migration with several changes in one statement cannot be run in development
-- severity: medium
-- tags: ddl migrations
-- see: https://www.sqlite.org/lang_altertable.html
-- remedy: one change a statement

CREATE TABLE users (id INTEGER);
--? two columns at once
ALTER TABLE users ADD COLUMN a INTEGER, ADD COLUMN b INTEGER;
