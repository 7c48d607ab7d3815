-- title: json_valid() and IS JSON
-- bites: a CHECK with json_valid() cannot be created in PostgreSQL, one with IS JSON only there, from 16 on; MySQL and SQLite have no IS JSON
-- severity: low
-- tags: json functions versions
-- see: https://www.postgresql.org/docs/release/16.0/
-- remedy: a JSON column where there is one, else validate in the application

--? json_valid
SELECT json_valid('{"a": 1}');
--? IS JSON
SELECT ('{"a": 1}' IS JSON OBJECT);
--? of JSON with a bare key
SELECT json_valid('{a: 1}');
