-- title: ALTER TABLE ADD CONSTRAINT
-- bites: a constraint added by a migration cannot be rehearsed in development
-- severity: medium
-- tags: ddl migrations constraints
-- see: https://www.sqlite.org/lang_altertable.html
-- remedy: rehearse migrations on PostgreSQL

CREATE TABLE users (age INTEGER);
--? adding a check
ALTER TABLE users ADD CONSTRAINT adult CHECK (age >= 18);
--? a child
INSERT INTO users VALUES (5);
