-- title: REPLACE, and the upsert that takes its place in PostgreSQL
-- bites: REPLACE deletes the old row: columns that it does not name are NULL afterwards and children go by ON DELETE CASCADE; the upsert in PostgreSQL keeps both
-- severity: high
-- tags: upsert inserts foreign-keys
-- see: https://www.sqlite.org/lang_replace.html
-- remedy: ON CONFLICT DO UPDATE

--[sqlite]
PRAGMA foreign_keys = ON;
CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(10), town VARCHAR(10));
CREATE TABLE logins (user_id INTEGER, FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE);
INSERT INTO users VALUES (1, 'ada', 'London');
INSERT INTO logins VALUES (1);
--? replaced
--equivalent
--[sqlite,mysql]
REPLACE INTO users (id, town) VALUES (1, 'Paris');
--[postgresql]
INSERT INTO users (id, town) VALUES (1, 'Paris') ON CONFLICT (id) DO UPDATE SET town = excluded.town;
--? the row
SELECT id, name, town FROM users;
--? its logins
SELECT count(*) FROM logins;
