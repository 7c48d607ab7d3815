-- title: UNION and the CYCLE clause over a cycle of parents
-- bites: CYCLE is a syntax error before PostgreSQL 14 and in SQLite and MySQL (MariaDB's is another); without it, UNION ALL over one wrong parent does not end
-- severity: medium
-- tags: queries cte cycles
-- see: https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-CYCLE
-- remedy: UNION rather than UNION ALL, with no column that grows by each step

CREATE TABLE folders (id INTEGER, parent INTEGER);
INSERT INTO folders VALUES (1, 3), (2, 1), (3, 2);
--? ended by UNION
WITH RECURSIVE tree(id) AS (SELECT 1 UNION SELECT f.id FROM folders f JOIN tree t ON f.parent = t.id) SELECT count(*) FROM tree;
--? ended by CYCLE
WITH RECURSIVE tree(id) AS (SELECT 1 UNION ALL SELECT f.id FROM folders f JOIN tree t ON f.parent = t.id) CYCLE id SET is_cycle USING path SELECT count(*) FROM tree WHERE NOT is_cycle;
