-- title: INSERT with fewer values than columns
-- bites: after a column was added, old INSERTs without a column list go on in PostgreSQL and are refused elsewhere
-- severity: medium
-- tags: queries inserts migrations
-- see: https://www.postgresql.org/docs/current/sql-insert.html
-- remedy: always write the column list

CREATE TABLE users (name VARCHAR(10), role VARCHAR(10));
--? one value for two columns
INSERT INTO users VALUES ('ada');
--? users
SELECT name, role FROM users;
