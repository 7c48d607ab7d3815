-- title: Whether a full-text search finds words with accents by those without, in each engine's words
-- bites: 'cafe' finds 'café' in SQLite and MySQL and not in PostgreSQL without unaccent
-- severity: medium
-- tags: full-text search unicode
-- see: https://www.sqlite.org/fts5.html
-- remedy: fold accents in the application before indexing and searching
-- depends-on: datcollate, datctype, collation_database, collation_connection

--[sqlite]
CREATE VIRTUAL TABLE docs USING fts5(body);
--[postgresql]
CREATE TABLE docs (body TEXT);
--[mysql]
CREATE TABLE docs (body TEXT, FULLTEXT (body));
INSERT INTO docs VALUES ('Un café noir'), ('Two cafes');
--? found by 'cafe'
--equivalent
--[sqlite]
SELECT body FROM docs WHERE docs MATCH 'cafe';
--[postgresql]
SELECT body FROM docs WHERE to_tsvector('simple', body) @@ plainto_tsquery('simple', 'cafe');
--[mysql]
SELECT body FROM docs WHERE MATCH (body) AGAINST ('cafe' IN BOOLEAN MODE);
