-- title: Writing through a simple view
-- bites: code that writes to a view works in production and is refused in SQLite, where a view cannot be modified
-- severity: medium
-- tags: views dml
-- see: https://www.sqlite.org/lang_createview.html
-- remedy: write to the table, or INSTEAD OF triggers in SQLite's schema

CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(10), active INTEGER DEFAULT 1);
CREATE VIEW active_users AS SELECT id, name FROM users WHERE active = 1;
--? inserting
INSERT INTO active_users (id, name) VALUES (1, 'ada');
--? updating
UPDATE active_users SET name = 'bob' WHERE id = 1;
--? the table
SELECT id, name FROM users;
--? deleting
DELETE FROM active_users WHERE id = 1;
