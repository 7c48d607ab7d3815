-- title: What CREATE TABLE AS keeps of the columns
-- bites: the copy keeps NOT NULL and defaults in MySQL and loses them elsewhere: rows without a value enter the copy
-- severity: medium
-- tags: ddl nulls
-- see: https://dev.mysql.com/doc/refman/8.0/en/create-table-select.html
-- remedy: create the table with its constraints, then INSERT ... SELECT

CREATE TABLE users (id INTEGER NOT NULL, state VARCHAR(10) DEFAULT 'new');
INSERT INTO users VALUES (1, 'old');
CREATE TABLE copies AS SELECT * FROM users;
--? a row without an id
INSERT INTO copies (id, state) VALUES (NULL, 'null');
--? a row without a state
INSERT INTO copies (id) VALUES (2);
--? copies
SELECT id, state FROM copies;
