-- title: A JSON object with a key twice
-- bites: development reads the first value, production the last
-- severity: medium
-- tags: json
-- see: https://www.postgresql.org/docs/current/datatype-json.html
-- remedy: refuse duplicate keys in the application

CREATE TABLE docs (body JSON);
INSERT INTO docs VALUES ('{"role": "user", "role": "admin"}');
--? the role
--equivalent
--[sqlite,postgresql]
SELECT body ->> 'role' FROM docs;
--[mysql]
SELECT json_unquote(json_extract(body, '$.role')) FROM docs;
