-- title: NOT of a number
-- bites: `NOT deleted` on an INTEGER flag is answered in development and a type error in production
-- severity: medium
-- tags: types booleans operators
-- see: https://www.postgresql.org/docs/current/functions-logical.html
-- remedy: BOOLEAN columns, or `deleted = 0`

CREATE TABLE notes (id INTEGER, deleted INTEGER);
INSERT INTO notes VALUES (1, 0), (2, 1);
--? not deleted
SELECT id FROM notes WHERE NOT deleted;
--? not equal to zero by AND
SELECT id FROM notes WHERE deleted AND id > 0;
