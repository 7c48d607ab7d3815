-- title: A full-text query passed on as the user typed it, in each engine's words
-- bites: a quote or a hyphen in the search field is an error in FTS5, an operator or an error in MySQL's boolean mode, and ignored by plainto_tsquery(): a search for O'Neill fails in one environment only
-- severity: medium
-- tags: full-text search errors
-- see: https://www.sqlite.org/fts5.html
-- remedy: put every word into double quotes for FTS5; in PostgreSQL plainto_tsquery() or websearch_to_tsquery(), never to_tsquery()

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
SELECT body FROM docs WHERE to_tsvector('english', body) @@ plainto_tsquery('english', 'cobol "');
--[mysql]
SELECT body FROM docs WHERE MATCH (body) AGAINST ('cobol "' IN BOOLEAN MODE);
--? a hyphen
--equivalent
--[sqlite]
SELECT body FROM docs WHERE docs MATCH 'state-art';
--[postgresql]
SELECT body FROM docs WHERE to_tsvector('english', body) @@ plainto_tsquery('english', 'state-art');
--[mysql]
SELECT body FROM docs WHERE MATCH (body) AGAINST ('state-art' IN BOOLEAN MODE);
--? two words
--equivalent
--[sqlite]
SELECT body FROM docs WHERE docs MATCH 'cobol programming';
--[postgresql]
SELECT body FROM docs WHERE to_tsvector('english', body) @@ plainto_tsquery('english', 'cobol programming');
--[mysql]
SELECT body FROM docs WHERE MATCH (body) AGAINST ('cobol programming' IN BOOLEAN MODE);
