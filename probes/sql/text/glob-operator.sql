-- title: GLOB and regular expressions
-- bites: pattern searches written for one engine are syntax or function errors in the other
-- severity: medium
-- tags: text search regex
-- see: https://www.sqlite.org/lang_expr.html#the_like_glob_regexp_match_and_extract_operators
-- remedy: keep patterns to LIKE, or match in the application

CREATE TABLE files (name VARCHAR(20));
INSERT INTO files VALUES ('a1.txt'), ('b2.csv');
--? GLOB
SELECT name FROM files WHERE name GLOB '*.txt';
--? SIMILAR TO
SELECT name FROM files WHERE name SIMILAR TO '[a-z][0-9].txt';
--? a POSIX regular expression
SELECT name FROM files WHERE name ~ '^a';
