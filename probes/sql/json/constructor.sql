-- title: json_object() with keys and values
-- bites: json_object('a', 1) makes a document in SQLite and MySQL and is a missing function in PostgreSQL, whose json_object('a': 1) is from 16 on: building JSON in SQL is tested on one engine
-- severity: medium
-- tags: json functions versions
-- see: https://www.postgresql.org/docs/current/functions-json.html
-- remedy: build documents in the application

--? one key
SELECT json_object('a', 1);
--? the standard's form
SELECT json_object('a': 1);
