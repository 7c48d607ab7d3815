-- title: Dropping two tables in one statement is not understood by SQLite
-- bites: the clean-up of a test or a migration is a syntax error in SQLite
-- severity: low
-- tags: ddl migrations
-- see: https://www.sqlite.org/lang_droptable.html
-- remedy: one DROP TABLE for each

CREATE TABLE users (id INTEGER);
CREATE TABLE orders (id INTEGER);
--? both at once
DROP TABLE users, orders;
