-- title: Adding a CHECK that a row violates
-- bites: the migration stops in production at the one row from years ago; in SQLite it cannot be rehearsed
-- severity: medium
-- tags: ddl migrations constraints
-- see: https://www.postgresql.org/docs/current/sql-altertable.html
-- remedy: clean the data first; NOT VALID and VALIDATE CONSTRAINT in PostgreSQL

CREATE TABLE people (age INTEGER);
INSERT INTO people VALUES (5);
--? adding it
ALTER TABLE people ADD CONSTRAINT adult CHECK (age >= 18);
--? adding it for new rows only
ALTER TABLE people ADD CONSTRAINT adult_from_now_on CHECK (age >= 18) NOT VALID;
