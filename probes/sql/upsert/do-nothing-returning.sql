-- title: RETURNING of an insert that did nothing
-- bites: if one engine gave the row that was there already, "insert or give me the id" would work there and read no id elsewhere
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
