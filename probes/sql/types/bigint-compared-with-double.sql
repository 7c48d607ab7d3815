-- title: A large whole number compared with a floating-point number
-- bites: an identifier above 2^53 equals its neighbour where it is compared as floating point (PostgreSQL, MySQL): a record is joined to the wrong one; SQLite compares exactly and finds none
-- severity: medium
-- tags: types casts comparison integers
-- see: https://www.postgresql.org/docs/current/typeconv-oper.html
-- remedy: pass large identifiers as text, and never through floating point

CREATE TABLE posts (id BIGINT, seen DOUBLE PRECISION);
INSERT INTO posts VALUES (9007199254740993, 9007199254740992);
--? equal
SELECT count(*) FROM posts WHERE id = seen;
