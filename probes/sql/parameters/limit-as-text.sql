-- title: LIMIT with a parameter bound as text
-- bites: a page size taken from the URL as text works in SQLite and PostgreSQL and is a syntax error in MySQL
-- severity: medium
-- tags: parameters limit
-- see: https://dev.mysql.com/doc/refman/8.0/en/select.html
-- remedy: bind numbers as numbers

CREATE TABLE users (id INTEGER);
INSERT INTO users VALUES (1), (2), (3);
--? a number in the text
--$ '2'
SELECT id FROM users ORDER BY id LIMIT $1;
