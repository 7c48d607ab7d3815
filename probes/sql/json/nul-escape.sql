-- title: The escape \u0000 in a JSON document
-- bites: an event with a NUL in a text is stored by SQLite and in PostgreSQL's JSON column, and then the query that reads it fails, as does a move to JSONB
-- severity: high
-- tags: json nul encoding
-- see: https://www.postgresql.org/docs/current/datatype-json.html
-- remedy: strip NUL in the application before encoding

CREATE TABLE events (id INTEGER, payload JSON);
--? stored
--$ '{"a": "x\u0000y"}'
INSERT INTO events VALUES (1, $1);
--? extracted
--equivalent
--[sqlite,postgresql]
SELECT length(payload ->> 'a') FROM events;
--[mysql]
SELECT length(json_unquote(json_extract(payload, '$.a'))) FROM events;
--? as JSONB
SELECT CAST(payload AS JSONB) IS NOT NULL FROM events;
