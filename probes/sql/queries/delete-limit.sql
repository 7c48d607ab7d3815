-- title: DELETE and UPDATE with LIMIT
-- bites: deleting in portions works in MySQL and in builds of SQLite with an option, and is a syntax error in PostgreSQL
-- severity: medium
-- tags: queries deletes paging
-- see: https://www.sqlite.org/compile.html
-- remedy: WHERE id IN (SELECT id ... LIMIT n)

CREATE TABLE logs (id INTEGER);
INSERT INTO logs VALUES (1), (2), (3);
--? the oldest
DELETE FROM logs ORDER BY id LIMIT 1;
--? left
SELECT id FROM logs;
