-- title: EXPLAIN ANALYZE of a DELETE
-- bites: PostgreSQL executes what it explains: the rows are gone; elsewhere the words are refused, so nobody is warned
-- severity: high
-- tags: maintenance explain
-- see: https://www.postgresql.org/docs/current/sql-explain.html
-- remedy: EXPLAIN ANALYZE inside a transaction that is rolled back
-- volatile: explaining

CREATE TABLE users (id INTEGER);
INSERT INTO users VALUES (1);
--? explaining
EXPLAIN ANALYZE DELETE FROM users;
--? rows left
SELECT count(*) FROM users;
