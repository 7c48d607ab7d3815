-- title: json_valid() and IS JSON
-- bites: a CHECK that only lets JSON through cannot be written the same way for two engines
-- severity: low
-- tags: json functions versions
-- see: https://www.postgresql.org/docs/release/16.0/
-- remedy: a JSON column where there is one, else validate in the application

--? json_valid
SELECT json_valid('{"a": 1}');
--? IS JSON
SELECT '{"a": 1}' IS JSON;
--? of JSON with a bare key
SELECT json_valid('{a: 1}');
