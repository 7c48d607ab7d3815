-- title: JSON paths
-- bites: '$.a.b' is a path in development and a key called '$.a.b' in production
-- severity: high
-- tags: json paths
-- see: https://www.sqlite.org/json1.html#path_arguments
-- remedy: chain -> 'a' ->> 'b', which both read alike

CREATE TABLE docs (body JSON);
INSERT INTO docs VALUES ('{"a": {"b": "x"}}');
--? by a path
SELECT body ->> '$.a.b' FROM docs;
--? by a chain
SELECT body -> 'a' ->> 'b' FROM docs;
