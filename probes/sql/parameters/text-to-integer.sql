-- title: A text parameter compared with an integer column
-- bites: if it found nothing in one environment, ids from URLs would not be found
-- severity: medium
-- tags: parameters types
-- see: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
-- remedy: bind values of the column's type

CREATE TABLE users (id INTEGER, name VARCHAR(10));
INSERT INTO users VALUES (7, 'ada');
--? id = '7'
--$ '7'
SELECT name FROM users WHERE id = $1;
--? id = 'seven'
--$ 'seven'
SELECT name FROM users WHERE id = $1;
