-- title: RETURNING of an insert that did nothing
-- bites: "insert or give me the id" gives no row when the row was there: code that reads the id fails, alike in both while they agree
-- severity: medium
-- tags: upsert returning
-- see: https://www.postgresql.org/docs/current/sql-insert.html
-- remedy: DO UPDATE of the key to itself, or a second SELECT

CREATE TABLE tags (id INTEGER PRIMARY KEY, name VARCHAR(10) UNIQUE);
INSERT INTO tags VALUES (1, 'red');
--? skipped
INSERT INTO tags VALUES (2, 'red') ON CONFLICT DO NOTHING RETURNING id;
--? updated
INSERT INTO tags VALUES (2, 'red') ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id;
