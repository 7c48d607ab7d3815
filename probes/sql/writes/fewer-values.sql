-- title: An INSERT with fewer values than columns
-- bites: after a migration added a column, an INSERT without column names goes on in PostgreSQL with NULL or the default, and is refused elsewhere
-- severity: medium
-- tags: dml migrations
-- see: https://www.postgresql.org/docs/current/sql-insert.html
-- remedy: name the columns in every INSERT

CREATE TABLE users (id INTEGER, name VARCHAR(10));
--? one value for two columns
INSERT INTO users VALUES (1);
--? users
SELECT id, name FROM users;
