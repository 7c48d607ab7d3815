-- title: A large whole number compared with a floating-point number
-- bites: identifiers above 2^53 that came through JavaScript equal their neighbours where the comparison is done in floating point
-- severity: medium
-- tags: types casts comparison integers
-- see: https://www.sqlite.org/datatype3.html
-- remedy: pass large identifiers as text, and never through floating point

CREATE TABLE posts (id BIGINT, seen DOUBLE PRECISION);
INSERT INTO posts VALUES (9007199254740993, 9007199254740992);
--? equal
SELECT count(*) FROM posts WHERE id = seen;
