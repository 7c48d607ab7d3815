-- title: One parameter for a number and a text column
-- bites: a search box whose text is compared with an id and a name at once works in SQLite and MySQL and is refused by PostgreSQL
-- severity: medium
-- tags: parameters types
-- see: https://www.postgresql.org/docs/current/typeconv-oper.html
-- remedy: two parameters, each of its column's type

CREATE TABLE users (id INTEGER, name VARCHAR(10));
INSERT INTO users VALUES (7, 'ada'), (8, '7');
--? 7 in either column
--$ '7'
SELECT id FROM users WHERE id = $1 OR name = $1 ORDER BY id;
--? ada in either column
--$ 'ada'
SELECT id FROM users WHERE id = $1 OR name = $1 ORDER BY id;
