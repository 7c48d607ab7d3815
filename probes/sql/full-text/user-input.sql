-- title: A full-text query passed on as the user typed it, in each engine's words
-- bites: a quote, a minus or a plus in the search field is a syntax error in one engine, an operator in another, and ignored in the third
-- severity: high
-- tags: full-text search errors
-- see: https://www.sqlite.org/fts5.html
-- remedy: quote every word in the application; plainto_tsquery() or websearch_to_tsquery() in PostgreSQL

--[sqlite]
CREATE VIRTUAL TABLE docs USING fts5(body);
--[postgresql]
CREATE TABLE docs (body TEXT);
--[mysql]
CREATE TABLE docs (body TEXT, FULLTEXT (body));
INSERT INTO docs VALUES ('programming in cobol'), ('the state of art');
--? an open quote
--equivalent
--[sqlite]
SELECT body FROM docs WHERE docs MATCH 'cobol "';
--[postgresql]
SELECT body FROM docs WHERE to_tsvector('english', body) @@ to_tsquery('english', 'cobol "');
--[mysql]
SELECT body FROM docs WHERE MATCH (body) AGAINST ('cobol "' IN BOOLEAN MODE);
--? a hyphen
--equivalent
--[sqlite]
SELECT body FROM docs WHERE docs MATCH 'state-art';
--[postgresql]
SELECT body FROM docs WHERE to_tsvector('english', body) @@ to_tsquery('english', 'state-art');
--[mysql]
SELECT body FROM docs WHERE MATCH (body) AGAINST ('state-art' IN BOOLEAN MODE);
--? two words
--equivalent
--[sqlite]
SELECT body FROM docs WHERE docs MATCH 'cobol programming';
--[postgresql]
SELECT body FROM docs WHERE to_tsvector('english', body) @@ to_tsquery('english', 'cobol programming');
--[mysql]
SELECT body FROM docs WHERE MATCH (body) AGAINST ('cobol programming' IN BOOLEAN MODE);
