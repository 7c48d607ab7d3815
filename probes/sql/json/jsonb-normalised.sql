-- title: The text of a JSONB document as it comes back
-- bites: a signature or a digest over the stored text does not match in production
-- severity: medium
-- tags: json text
-- see: https://www.postgresql.org/docs/current/datatype-json.html
-- remedy: store signed documents as TEXT

--[sqlite,postgresql]
CREATE TABLE events (payload JSONB);
--[mysql]
CREATE TABLE events (payload JSON);
INSERT INTO events VALUES ('{"b":1,"a":2}');
--? as text
--equivalent
--[sqlite,postgresql]
SELECT CAST(payload AS TEXT) FROM events;
--[mysql]
SELECT CAST(payload AS CHAR) FROM events;
