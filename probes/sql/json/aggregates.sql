-- title: json_group_array(), json_agg() and json_arrayagg()
-- bites: an API that builds its answer in SQL works with one engine's function only: SQLite's, PostgreSQL's, or MySQL's, which PostgreSQL 16 knows too
-- severity: medium
-- tags: json functions grouping versions
-- see: https://www.sqlite.org/json1.html#jgrouparray
-- remedy: build documents in the application

CREATE TABLE items (n INTEGER);
INSERT INTO items VALUES (1);
--? json_group_array
SELECT json_group_array(n) FROM items;
--? json_agg
SELECT json_agg(n) FROM items;
--? json_arrayagg
SELECT json_arrayagg(n) FROM items;
