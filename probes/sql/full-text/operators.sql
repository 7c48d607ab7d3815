-- title: Full-text operators that each engine has
-- bites: a query written with @@, MATCH or AGAINST runs in one engine only, so search is never tested in development
-- severity: medium
-- tags: full-text search operators
-- see: https://www.postgresql.org/docs/current/textsearch-intro.html
-- remedy: test search against the engine of production

CREATE TABLE docs (body VARCHAR(50));
INSERT INTO docs VALUES ('a purple elephant');
--? to_tsvector and @@
SELECT count(*) FROM docs WHERE to_tsvector('english', body) @@ to_tsquery('english', 'elephants');
--? MATCH
SELECT count(*) FROM docs WHERE body MATCH 'elephant';
--? MATCH ... AGAINST
SELECT count(*) FROM docs WHERE MATCH (body) AGAINST ('elephant');
