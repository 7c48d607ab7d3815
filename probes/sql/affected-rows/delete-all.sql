-- title: The count of a DELETE without WHERE, and of one that cascades
-- bites: if cascaded rows were counted, or a full delete counted nothing, clean-up jobs would report other numbers
-- severity: low
-- tags: affected-rows deletes foreign-keys
-- see: https://www.sqlite.org/c3ref/changes.html
-- remedy: nothing to do while all agree

--[sqlite]
PRAGMA foreign_keys = ON;
CREATE TABLE users (id INTEGER PRIMARY KEY);
CREATE TABLE logins (user_id INTEGER, FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE);
INSERT INTO users VALUES (1), (2), (3);
INSERT INTO logins VALUES (1), (1), (2);
--? one with children
DELETE FROM users WHERE id = 1;
--? all
DELETE FROM users;
--? none left
DELETE FROM users;
