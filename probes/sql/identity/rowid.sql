-- title: The rowid column
-- bites: queries by rowid work in development only
-- severity: low
-- tags: identity
-- see: https://www.sqlite.org/rowidtable.html
-- remedy: name a primary key

CREATE TABLE users (name VARCHAR(10));
INSERT INTO users VALUES ('ada');
--? by rowid
SELECT name FROM users WHERE rowid = 1;
