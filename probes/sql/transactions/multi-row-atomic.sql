-- title: An INSERT of several rows of which one is refused
-- bites: if the others were kept in one environment, imports would be half done
-- severity: low
-- tags: transactions errors
-- see: https://www.sqlite.org/lang_conflict.html
-- remedy: nothing to do while both agree

CREATE TABLE users (id INTEGER PRIMARY KEY);
--? three rows, one twice
INSERT INTO users VALUES (1), (2), (1);
--? users
SELECT count(*) FROM users;
