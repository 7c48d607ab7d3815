-- title: Invalid JSON in a JSON column
-- bites: broken documents are stored in development and refused in production
-- severity: high
-- tags: json types
-- see: https://www.sqlite.org/json1.html
-- remedy: CHECK (json_valid(column)) in SQLite

CREATE TABLE settings (value JSON);
--? text that is no JSON
INSERT INTO settings VALUES ('{broken');
--? stored
SELECT count(*) FROM settings;
