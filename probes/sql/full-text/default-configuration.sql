-- title: A full-text search that names no language
-- bites: a search finds other forms of a word in one environment only, since each server has its own default language
-- severity: medium
-- tags: full-text search settings
-- see: https://www.postgresql.org/docs/current/textsearch-intro.html#TEXTSEARCH-INTRO-CONFIGURATIONS
-- remedy: name the configuration in the statement and in the index, as in to_tsvector('english', body)
-- depends-on: default_text_search_config

--[sqlite]
CREATE VIRTUAL TABLE docs USING fts5(body);
--[postgresql]
CREATE TABLE docs (body TEXT);
--[mysql]
CREATE TABLE docs (body TEXT, FULLTEXT (body));
INSERT INTO docs VALUES ('The horses were running'), ('A horse runs');
--? found by 'running'
--equivalent
--[sqlite]
SELECT body FROM docs WHERE docs MATCH 'running';
--[postgresql]
SELECT body FROM docs WHERE to_tsvector(body) @@ plainto_tsquery('running');
--[mysql]
SELECT body FROM docs WHERE MATCH (body) AGAINST ('running' IN BOOLEAN MODE);
