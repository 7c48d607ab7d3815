-- title: Dropping the primary key's column
-- bites: PostgreSQL and MySQL drop the key along with it, SQLite refuses: a table without a key is made in one environment only
-- severity: low
-- tags: ddl migrations primary-key
-- see: https://www.sqlite.org/lang_altertable.html#altertabdropcol
-- remedy: make the new key in the same migration

CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(10));
INSERT INTO users VALUES (1, 'ada');
--? dropping the key
ALTER TABLE users DROP COLUMN id;
--? what is left
SELECT * FROM users;
