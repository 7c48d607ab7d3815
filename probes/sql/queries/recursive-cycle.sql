-- title: A recursive query over a cycle
-- bites: if UNION did not stop it, one wrong parent would hang every page that shows the tree
-- severity: medium
-- tags: queries cte cycles
-- see: https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-CYCLE
-- remedy: UNION rather than UNION ALL; the CYCLE clause works in PostgreSQL 14 and newer only

CREATE TABLE folders (id INTEGER, parent INTEGER);
INSERT INTO folders VALUES (1, 3), (2, 1), (3, 2);
--? ended by UNION
WITH RECURSIVE tree(id) AS (SELECT 1 UNION SELECT f.id FROM folders f JOIN tree t ON f.parent = t.id) SELECT count(*) FROM tree;
--? ended by CYCLE
WITH RECURSIVE tree(id) AS (SELECT 1 UNION ALL SELECT f.id FROM folders f JOIN tree t ON f.parent = t.id) CYCLE id SET is_cycle USING path SELECT count(*) FROM tree WHERE NOT is_cycle;
