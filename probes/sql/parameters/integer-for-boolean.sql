-- title: A 1 bound for a BOOLEAN column
-- bites: flags bound as integers 0 and 1, as MySQL and SQLite drivers do, are a type error in PostgreSQL
-- severity: medium
-- tags: parameters booleans types
-- see: https://www.postgresql.org/docs/current/datatype-boolean.html
-- remedy: bind booleans as booleans

CREATE TABLE users (active BOOLEAN);
--? writing it
--$ 1
INSERT INTO users VALUES ($1);
--? a filter
--$ 1
SELECT count(*) FROM users WHERE active = $1;
