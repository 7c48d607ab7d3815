-- title: Whether a full-text search finds words of two letters, in each engine's words
-- bites: a search for 'Go' or 'C4' finds nothing where short words are left out of the index
-- severity: medium
-- tags: full-text search
-- see: https://dev.mysql.com/doc/refman/8.0/en/fulltext-fine-tuning.html
-- remedy: lower the minimum length and build the index anew
-- depends-on: innodb_ft_min_token_size

--[sqlite]
CREATE VIRTUAL TABLE docs USING fts5(body);
--[postgresql]
CREATE TABLE docs (body TEXT);
--[mysql]
CREATE TABLE docs (body TEXT, FULLTEXT (body));
INSERT INTO docs VALUES ('Learning Go quickly'), ('Learning Rust slowly');
--? found by 'go'
--equivalent
--[sqlite]
SELECT body FROM docs WHERE docs MATCH 'go';
--[postgresql]
SELECT body FROM docs WHERE to_tsvector('english', body) @@ plainto_tsquery('english', 'go');
--[mysql]
SELECT body FROM docs WHERE MATCH (body) AGAINST ('go' IN BOOLEAN MODE);
