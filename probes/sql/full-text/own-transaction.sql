-- title: Whether a full-text search sees what its own transaction wrote, in each engine's words
-- bites: tests that roll back each case find nothing in MySQL, whose index takes rows in at COMMIT, and pass in SQLite
-- severity: medium
-- tags: full-text search transactions
-- see: https://dev.mysql.com/doc/refman/8.0/en/innodb-fulltext-index.html
-- remedy: commit before searching

--[sqlite]
CREATE VIRTUAL TABLE docs USING fts5(body);
--[postgresql]
CREATE TABLE docs (body TEXT);
--[mysql]
CREATE TABLE docs (body TEXT, FULLTEXT (body));
BEGIN;
INSERT INTO docs VALUES ('A purple elephant');
--? before COMMIT
--equivalent
--[sqlite]
SELECT count(*) FROM docs WHERE docs MATCH 'purple';
--[postgresql]
SELECT count(*) FROM docs WHERE to_tsvector('english', body) @@ plainto_tsquery('english', 'purple');
--[mysql]
SELECT count(*) FROM docs WHERE MATCH (body) AGAINST ('purple' IN BOOLEAN MODE);
COMMIT;
--? after COMMIT
--equivalent
--[sqlite]
SELECT count(*) FROM docs WHERE docs MATCH 'purple';
--[postgresql]
SELECT count(*) FROM docs WHERE to_tsvector('english', body) @@ plainto_tsquery('english', 'purple');
--[mysql]
SELECT count(*) FROM docs WHERE MATCH (body) AGAINST ('purple' IN BOOLEAN MODE);
