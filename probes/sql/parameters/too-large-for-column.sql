-- title: Looking for a number that is too large for the column
-- bites: /users/5000000000 is "not found" in SQLite and MySQL and a server error in PostgreSQL when the id is bound as text
-- severity: medium
-- tags: parameters types overflow
-- see: https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-INT
-- remedy: check the range before asking; BIGINT keys

CREATE TABLE users (id INTEGER);
INSERT INTO users VALUES (1);
--? bound as a number
--$ 5000000000
SELECT count(*) FROM users WHERE id = $1;
--? bound as text
--$ '5000000000'
SELECT count(*) FROM users WHERE id = $1;
