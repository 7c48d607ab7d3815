-- title: DEFAULT among the values of an INSERT
-- bites: an ORM that writes DEFAULT for what was not given is refused by SQLite, and the row of defaults alone has one form for MySQL and another for the rest
-- severity: medium
-- tags: queries inserts defaults
-- see: https://www.sqlite.org/lang_insert.html
-- remedy: leave the column out

CREATE TABLE users (name VARCHAR(10), role VARCHAR(10) DEFAULT 'guest');
--? a value by DEFAULT
INSERT INTO users VALUES ('ada', DEFAULT);
--? all values by default
INSERT INTO users DEFAULT VALUES;
--? no values
INSERT INTO users () VALUES ();
--? users
SELECT name, role FROM users;
