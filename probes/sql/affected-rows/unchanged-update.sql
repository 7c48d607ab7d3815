-- title: The count of an UPDATE that changes nothing
-- bites: "no row changed" is read as "not found" where only changed rows are counted: saving a form without changes answers 404
-- severity: high
-- tags: affected-rows updates
-- see: https://dev.mysql.com/doc/c-api/8.0/en/mysql-affected-rows.html
-- remedy: ask for found rows when connecting to MySQL, or look the row up (?found_rows=on)

CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(10));
INSERT INTO users VALUES (1, 'ada'), (2, 'bob');
--? to the same value
UPDATE users SET name = 'ada' WHERE id = 1;
--? one of two to another value
UPDATE users SET name = 'ada';
--? none found
UPDATE users SET name = 'ada' WHERE id = 3;
