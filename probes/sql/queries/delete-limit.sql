-- title: DELETE and UPDATE with ORDER BY and LIMIT
-- bites: deleting in portions works in MySQL and MariaDB and in builds of SQLite with SQLITE_ENABLE_UPDATE_DELETE_LIMIT (Debian's), and is a syntax error in PostgreSQL
-- severity: medium
-- tags: queries deletes paging
-- see: https://www.sqlite.org/compile.html#enable_update_delete_limit
-- remedy: WHERE id IN (SELECT id ... LIMIT n)

CREATE TABLE logs (id INTEGER);
INSERT INTO logs VALUES (1), (2), (3);
--? the oldest
DELETE FROM logs ORDER BY id LIMIT 1;
--? left
SELECT id FROM logs;
--? the newest, updated
UPDATE logs SET id = 9 ORDER BY id DESC LIMIT 1;
