-- title: RETURNING
-- bites: if it differed, generated keys would be lost
-- severity: low
-- tags: upsert returning
-- see: https://www.sqlite.org/lang_returning.html
-- remedy: nothing to do while both agree

CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(10));
--? from an insert
INSERT INTO users VALUES (1, 'ada'), (2, 'bob') RETURNING id, name;
--? from a delete
DELETE FROM users WHERE id = 2 RETURNING name;
