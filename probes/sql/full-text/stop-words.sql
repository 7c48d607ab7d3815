-- title: Whether a full-text search finds very common words, in each engine's words
-- bites: 'The Who' and 'IT' are found in one environment and are no words at all in another
-- severity: medium
-- tags: full-text search
-- see: https://dev.mysql.com/doc/refman/8.0/en/fulltext-stopwords.html
-- remedy: one search engine for all environments

--[sqlite]
CREATE VIRTUAL TABLE docs USING fts5(body);
--[postgresql]
CREATE TABLE docs (body TEXT);
--[mysql]
CREATE TABLE docs (body TEXT, FULLTEXT (body));
INSERT INTO docs VALUES ('The Who'), ('About the band'), ('Nothing here');
--? found by 'the'
--equivalent
--[sqlite]
SELECT body FROM docs WHERE docs MATCH 'the';
--[postgresql]
SELECT body FROM docs WHERE to_tsvector('english', body) @@ plainto_tsquery('english', 'the');
--[mysql]
SELECT body FROM docs WHERE MATCH (body) AGAINST ('the' IN BOOLEAN MODE);
