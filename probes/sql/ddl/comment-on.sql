-- title: COMMENT ON TABLE is understood by PostgreSQL only
-- bites: the schema dump of production cannot be loaded elsewhere: its comments are syntax errors
-- severity: low
-- tags: ddl
-- see: https://www.postgresql.org/docs/current/sql-comment.html
-- remedy: dump without comments (pg_dump --no-comments)

CREATE TABLE users (id INTEGER);
--? a comment
COMMENT ON TABLE users IS 'everybody who has signed up';
