-- title: Setting a path whose parent is not there, in each engine's words
-- bites: the new setting is stored in SQLite and dropped without an error in PostgreSQL and MySQL
-- severity: high
-- tags: json paths updates
-- see: https://www.postgresql.org/docs/current/functions-json.html#FUNCTIONS-JSON-PROCESSING-TABLE
-- remedy: change the document in the application

--? set two levels deep
--equivalent
--[sqlite]
SELECT json_extract(json_set('{}', '$.a.b', 1), '$.a.b') IS NOT NULL;
--[mysql]
SELECT json_extract(json_set('{}', '$.a.b', 1), '$.a.b') IS NOT NULL;
--[postgresql]
SELECT jsonb_set('{}', '{a,b}', '1') #> '{a,b}' IS NOT NULL;
