-- title: Altering a table that another transaction has read
-- bites: a migration waits behind a forgotten transaction in production, and everybody behind the migration
-- severity: high
-- tags: locking ddl migrations
-- see: https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES
-- remedy: SET lock_timeout in migrations; busy_timeout in SQLite, so that it waits as well
-- depends-on: busy_timeout

--@ A
CREATE TABLE users (id INTEGER);
INSERT INTO users VALUES (1);
BEGIN;
--? an open transaction reads
SELECT count(*) FROM users;
--@ B
--? the migration
ALTER TABLE users ADD COLUMN name VARCHAR(10);
--@ A
--? the transaction ends
COMMIT;
