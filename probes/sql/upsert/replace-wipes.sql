-- title: What replacing a row leaves of the columns that are not named, in each engine's words
-- bites: REPLACE deletes the old row: columns that it does not name are NULL again and children are deleted with the row; an upsert keeps them
-- severity: high
-- tags: upsert inserts foreign-keys
-- see: https://www.sqlite.org/lang_replace.html
-- remedy: ON CONFLICT DO UPDATE
-- depends-on: foreign_keys

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
