-- title: A UNION of queries in parentheses
-- bites: "the newest of each kind" with an ORDER BY and LIMIT per branch cannot be parsed by SQLite
-- severity: medium
-- tags: queries unions paging
-- see: https://www.sqlite.org/lang_select.html#compound_select_statements
-- remedy: wrap each branch in SELECT * FROM (...)

CREATE TABLE posts (id INTEGER, kind VARCHAR(5));
INSERT INTO posts VALUES (1, 'a'), (2, 'a'), (3, 'b'), (4, 'b');
--? in parentheses
(SELECT id FROM posts WHERE kind = 'a' ORDER BY id DESC LIMIT 1) UNION ALL (SELECT id FROM posts WHERE kind = 'b' ORDER BY id DESC LIMIT 1);
--? in subqueries
SELECT id FROM (SELECT id FROM posts WHERE kind = 'a' ORDER BY id DESC LIMIT 1) a UNION ALL SELECT id FROM (SELECT id FROM posts WHERE kind = 'b' ORDER BY id DESC LIMIT 1) b;
