-- title: Each engine's full-text operator, given to all
-- bites: a search written with @@, MATCH or MATCH ... AGAINST is refused by every engine but its own, so it is never tested in development
-- severity: medium
-- tags: full-text search operators
-- see: https://www.postgresql.org/docs/current/textsearch-intro.html
-- remedy: test search against the engine of production

--[sqlite]
CREATE VIRTUAL TABLE docs USING fts5(body);
--[postgresql]
CREATE TABLE docs (body TEXT);
--[mysql]
CREATE TABLE docs (body TEXT, FULLTEXT (body));
INSERT INTO docs VALUES ('a purple elephant');
--? to_tsvector and @@
SELECT count(*) FROM docs WHERE to_tsvector('english', body) @@ to_tsquery('english', 'elephants');
--? MATCH
SELECT count(*) FROM docs WHERE body MATCH 'elephant';
--? MATCH ... AGAINST
SELECT count(*) FROM docs WHERE MATCH (body) AGAINST ('elephant');
