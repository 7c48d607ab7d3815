-- title: Whether a JSON document has a key
-- bites: PostgreSQL's operator ? is a placeholder or a syntax error elsewhere, also in drivers that write placeholders so
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
SELECT count(*) FROM users WHERE settings ->> 'beta' IS NOT NULL;
