-- title: A prepared SELECT * after a column was added, in each engine's words
-- bites: after a migration PostgreSQL refuses statements that pooled connections had prepared ("cached plan must not change result type") until they reconnect
-- severity: high
-- tags: parameters prepared migrations
-- see: https://jdbc.postgresql.org/documentation/server-prepare/
-- remedy: name the columns; reconnect the pool after a migration

CREATE TABLE users (id INTEGER);
INSERT INTO users VALUES (1);
-- SQLite has no PREPARE in SQL: its library compiles a prepared statement again by itself when the schema has changed.
--[postgresql]
PREPARE everybody AS SELECT * FROM users;
--[mysql]
PREPARE everybody FROM 'SELECT * FROM users';
--? before the migration
--equivalent
--[sqlite]
SELECT * FROM users;
--[postgresql,mysql]
EXECUTE everybody;
ALTER TABLE users ADD COLUMN name VARCHAR(10);
--? after the migration
--equivalent
--[sqlite]
SELECT * FROM users;
--[postgresql,mysql]
EXECUTE everybody;
