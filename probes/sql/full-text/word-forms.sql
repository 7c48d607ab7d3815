-- title: Whether a full-text search finds other forms of a word, in each engine's words
-- bites: a search for 'run' finds 'running' in one environment and nothing in another
-- severity: high
-- tags: full-text search
-- see: https://www.postgresql.org/docs/current/textsearch-intro.html
-- remedy: tokenize = 'porter unicode61' in FTS5; the same search engine in all environments where results must match

--[sqlite]
CREATE VIRTUAL TABLE docs USING fts5(body);
--[postgresql]
CREATE TABLE docs (body TEXT);
--[mysql]
CREATE TABLE docs (body TEXT, FULLTEXT (body));
INSERT INTO docs VALUES ('She was running home'), ('They walk'), ('A long run');
--? found by 'run'
--equivalent
--[sqlite]
SELECT body FROM docs WHERE docs MATCH 'run';
--[postgresql]
SELECT body FROM docs WHERE to_tsvector('english', body) @@ plainto_tsquery('english', 'run');
--[mysql]
SELECT body FROM docs WHERE MATCH (body) AGAINST ('run' IN BOOLEAN MODE);
