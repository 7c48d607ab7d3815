-- title: ALTER TABLE DROP CONSTRAINT is not understood by SQLite before 3.53
-- bites: the migration that loosens a rule cannot be run in SQLite before 3.53, so development goes on refusing what production takes
-- severity: medium
-- tags: constraints ddl migrations
-- see: https://www.sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes
-- remedy: in SQLite, make the table again; rehearse migrations on the production engine

CREATE TABLE people (age INTEGER, CONSTRAINT adult CHECK (age >= 18));
--? dropping the check
ALTER TABLE people DROP CONSTRAINT adult;
--? a child
INSERT INTO people VALUES (5);
