-- title: min() and max() of words in mixed case
-- bites: the "first" and the "last" name of a report are other rows, because bytes sort 'ABD' before 'abc' and letters sort it behind
-- severity: medium
-- tags: text collation aggregates
-- see: https://www.postgresql.org/docs/current/collation.html
-- remedy: aggregate lower(name), or name the collation
-- depends-on: collation

CREATE TABLE names (name VARCHAR(10));
INSERT INTO names VALUES ('abc'), ('ABD');
--? the first and the last
SELECT min(name), max(name) FROM names;
