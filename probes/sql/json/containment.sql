-- title: Containment of JSON with @>
-- bites: the query that production's index serves cannot be run in development
-- severity: medium
-- tags: json operators
-- see: https://www.postgresql.org/docs/current/functions-json.html#FUNCTIONS-JSONB-OP-TABLE
-- remedy: run such queries against PostgreSQL

--? contained
SELECT CAST('{"a": 1, "b": 2}' AS JSONB) @> CAST('{"a": 1}' AS JSONB);
