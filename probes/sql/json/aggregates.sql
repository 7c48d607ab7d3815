-- title: Functions that gather rows into a JSON array
-- bites: an API that builds its answer in SQL works with one engine's function only
-- severity: medium
-- tags: json functions grouping
-- see: https://www.sqlite.org/json1.html
-- remedy: build documents in the application

CREATE TABLE items (n INTEGER);
INSERT INTO items VALUES (1);
--? json_group_array
SELECT json_group_array(n) FROM items;
--? json_agg
SELECT json_agg(n) FROM items;
--? json_arrayagg
SELECT json_arrayagg(n) FROM items;
