-- title: A JSON null extracted as text, in each engine's words
-- bites: "not set" is NULL in SQLite and PostgreSQL and the text 'null' in MySQL: filters by IS NULL miss the row
-- severity: high
-- tags: json nulls
-- see: https://dev.mysql.com/doc/refman/8.0/en/json-search-functions.html
-- remedy: leave keys out instead of setting them to null

CREATE TABLE users (settings JSON);
INSERT INTO users VALUES ('{"nick": null}');
--? is NULL
--equivalent
--[sqlite,postgresql]
SELECT count(*) FROM users WHERE settings ->> 'nick' IS NULL;
--[mysql]
SELECT count(*) FROM users WHERE json_unquote(json_extract(settings, '$.nick')) IS NULL;
