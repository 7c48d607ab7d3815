-- title: json_object() with keys and values
-- bites: json_object('a', 1) makes a document in SQLite and MySQL and something else, or nothing, in PostgreSQL
-- severity: medium
-- tags: json functions versions
-- see: https://www.postgresql.org/docs/current/functions-json.html
-- remedy: build documents in the application

--? one key
SELECT json_object('a', 1);
--? the standard's form
SELECT json_object('a': 1);
