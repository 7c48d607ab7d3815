-- title: The operator ? for a key of a JSON document
-- bites: PostgreSQL's operator ? is a placeholder or a syntax error elsewhere, and a placeholder also in its own drivers that write them so (JDBC)
-- severity: medium
-- tags: json operators
-- see: https://www.postgresql.org/docs/current/functions-json.html#FUNCTIONS-JSONB-OP-TABLE
-- remedy: jsonb_exists(), or ->> with IS NOT NULL

--[postgresql]
CREATE TABLE users (settings JSONB);
--[sqlite,mysql]
CREATE TABLE users (settings JSON);
INSERT INTO users VALUES ('{"beta": true}');
--? by the operator ?
SELECT settings ? 'beta' FROM users;
--? by extraction
--equivalent
--[sqlite,postgresql]
SELECT count(*) FROM users WHERE settings ->> 'beta' IS NOT NULL;
--[mysql]
SELECT count(*) FROM users WHERE json_extract(settings, '$.beta') IS NOT NULL;
