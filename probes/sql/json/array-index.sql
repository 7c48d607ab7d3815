-- title: An element of a JSON array from the end
-- bites: `-> -1` is the last element in production and NULL in development
-- severity: medium
-- tags: json arrays
-- see: https://www.postgresql.org/docs/current/functions-json.html
-- remedy: index from the start, or unnest

CREATE TABLE docs (body JSON);
INSERT INTO docs VALUES ('[10, 20, 30]');
--? the first
--equivalent
--[sqlite,postgresql]
SELECT body ->> 0 FROM docs;
--[mysql]
SELECT json_unquote(json_extract(body, '$[0]')) FROM docs;
--? the last
--equivalent
--[sqlite,postgresql]
SELECT body ->> -1 FROM docs;
--[mysql]
SELECT json_unquote(json_extract(body, '$[last]')) FROM docs;
