-- title: LIKE ignores the case of ASCII letters in SQLite
-- bites: a search that finds 'Alice' for 'ali%' in development finds nothing in production
-- severity: high
-- tags: text search like
-- see: https://www.sqlite.org/lang_expr.html#the_like_glob_regexp_match_and_extract_operators
-- remedy: compare lower(column) with a lower-case pattern on both, or ILIKE on PostgreSQL only; index accordingly
-- depends-on: case_sensitive_like
-- experiment: [sqlite] PRAGMA case_sensitive_like = ON

CREATE TABLE users (name VARCHAR(40));
INSERT INTO users VALUES ('Alice'), ('ALINA'), ('alistair'), ('Bob');
--? names like 'ali%'
SELECT name FROM users WHERE name LIKE 'ali%';
--? names not like 'ali%'
SELECT count(*) FROM users WHERE name NOT LIKE 'ali%';
