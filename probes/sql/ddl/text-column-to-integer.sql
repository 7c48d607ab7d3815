-- title: Changing a text column that holds numbers to INTEGER
-- bites: MySQL converts what it finds, PostgreSQL wants to be told how, SQLite cannot: a migration rehearsed on one fails on the other
-- severity: high
-- tags: ddl migrations types
-- see: https://www.postgresql.org/docs/current/sql-altertable.html
-- remedy: USING column::integer in PostgreSQL; add a column, copy, and drop the old one elsewhere

CREATE TABLE parts (code VARCHAR(10));
INSERT INTO parts VALUES ('42');
CREATE TABLE words (code VARCHAR(10));
INSERT INTO words VALUES ('many');
--? with a number in it
--equivalent
--[sqlite,postgresql]
ALTER TABLE parts ALTER COLUMN code TYPE INTEGER;
--[mysql]
ALTER TABLE parts MODIFY COLUMN code INTEGER;
--? what is stored
SELECT code FROM parts;
--? with a word in it
--equivalent
--[sqlite,postgresql]
ALTER TABLE words ALTER COLUMN code TYPE INTEGER;
--[mysql]
ALTER TABLE words MODIFY COLUMN code INTEGER;
