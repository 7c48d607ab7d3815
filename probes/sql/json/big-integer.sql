-- title: Large whole numbers in JSON, in each engine's words
-- bites: an identifier of 20 digits loses its last ones when it is read from JSON in development
-- severity: high
-- tags: json numbers precision
-- see: https://www.sqlite.org/json1.html
-- remedy: write large identifiers as texts

CREATE TABLE events (payload JSON);
INSERT INTO events VALUES ('{"id": 9007199254740993, "ref": 12345678901234567890}');
--? beyond 53 bits
--equivalent
--[sqlite,postgresql]
SELECT CAST(payload ->> 'id' AS VARCHAR(30)) FROM events;
--[mysql]
SELECT CAST(json_extract(payload, '$.id') AS CHAR(30)) FROM events;
--? beyond 63 bits
--equivalent
--[sqlite,postgresql]
SELECT CAST(payload ->> 'ref' AS VARCHAR(30)) FROM events;
--[mysql]
SELECT CAST(json_extract(payload, '$.ref') AS CHAR(30)) FROM events;
