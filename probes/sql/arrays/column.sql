-- title: A column of arrays
-- bites: a schema with arrays is accepted by SQLite as something else, or refused
-- severity: medium
-- tags: arrays types ddl
-- see: https://www.postgresql.org/docs/current/arrays.html
-- remedy: a table of its own, or JSON, where both engines are to be used

--? creating the table
CREATE TABLE posts (tags TEXT[]);
--? storing
INSERT INTO posts VALUES ('{a,b}');
