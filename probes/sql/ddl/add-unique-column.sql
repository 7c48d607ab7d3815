-- title: Adding a UNIQUE column
-- bites: a migration that adds a unique column is refused by SQLite, so development gets another schema
-- severity: medium
-- tags: ddl migrations unique
-- see: https://www.sqlite.org/lang_altertable.html#altertabaddcol
-- remedy: add the column, then CREATE UNIQUE INDEX: that works everywhere

CREATE TABLE pages (id INTEGER);
INSERT INTO pages VALUES (1);
--? adding it
ALTER TABLE pages ADD COLUMN slug VARCHAR(20) UNIQUE;
