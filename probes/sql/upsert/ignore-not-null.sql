-- title: What else an ignoring insert swallows, in each engine's words
-- bites: a missing name is skipped by SQLite, stored as an empty text by MySQL, and an error in PostgreSQL: an import loses or invents rows
-- severity: high
-- tags: upsert inserts nulls constraints
-- see: https://dev.mysql.com/doc/refman/8.0/en/insert.html
-- remedy: name the conflict that may be ignored; validate the rest in the application

CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(5) NOT NULL, age INTEGER CHECK (age > 0));
--? without a name
--equivalent
--[sqlite]
INSERT OR IGNORE INTO users VALUES (1, NULL, 1);
--[postgresql]
INSERT INTO users VALUES (1, NULL, 1) ON CONFLICT DO NOTHING;
--[mysql]
INSERT IGNORE INTO users VALUES (1, NULL, 1);
--? with an age that the CHECK refuses
--equivalent
--[sqlite]
INSERT OR IGNORE INTO users VALUES (2, 'ada', -1);
--[postgresql]
INSERT INTO users VALUES (2, 'ada', -1) ON CONFLICT DO NOTHING;
--[mysql]
INSERT IGNORE INTO users VALUES (2, 'ada', -1);
--? users
SELECT id, name, age FROM users;
