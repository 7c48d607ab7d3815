-- title: A DELETE inside WITH
-- bites: moving rows to an archive in one statement works in PostgreSQL and is a syntax error elsewhere
-- severity: medium
-- tags: queries cte returning
-- see: https://www.postgresql.org/docs/current/queries-with.html
-- remedy: two statements in a transaction

CREATE TABLE posts (id INTEGER);
CREATE TABLE archive (id INTEGER);
INSERT INTO posts VALUES (1), (2);
--? moved
WITH gone AS (DELETE FROM posts WHERE id = 1 RETURNING id) INSERT INTO archive SELECT id FROM gone;
--? archived
SELECT id FROM archive;
