-- title: Two spellings of one JSON document in a JSONB column
-- bites: a lookup by a whole document finds it in production only
-- severity: medium
-- tags: json comparison
-- see: https://www.postgresql.org/docs/current/datatype-json.html
-- remedy: compare by a digest of a canonical spelling

--[sqlite,postgresql]
CREATE TABLE settings (value JSONB);
--[mysql]
CREATE TABLE settings (value JSON);
INSERT INTO settings VALUES ('{"b": 1, "a": 2}');
--? found in another spelling
SELECT count(*) FROM settings WHERE value = '{"a":2,"b":1}';
