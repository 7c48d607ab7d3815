-- title: Comparing a BOOLEAN column with 1
-- bites: `WHERE active = 1` works in development and is an operator error in production
-- severity: high
-- tags: types booleans
-- see: https://www.postgresql.org/docs/current/datatype-boolean.html
-- remedy: WHERE active, or bind a boolean

CREATE TABLE users (name VARCHAR(20), active BOOLEAN);
INSERT INTO users VALUES ('ada', true), ('bob', false);
--? active = 1
SELECT name FROM users WHERE active = 1;
--? active = true
SELECT name FROM users WHERE active = true;
