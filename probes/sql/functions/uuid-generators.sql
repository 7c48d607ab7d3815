-- title: Functions that make UUIDs
-- bites: a column DEFAULT gen_random_uuid() cannot be created in SQLite, nor in PostgreSQL before 13 without an extension; MySQL's is uuid(), and uuidv7() is new in PostgreSQL 18
-- severity: medium
-- tags: functions uuid versions
-- see: https://www.postgresql.org/docs/current/functions-uuid.html
-- remedy: make UUIDs in the application

--? gen_random_uuid
SELECT gen_random_uuid() IS NOT NULL;
--? uuid
SELECT uuid() IS NOT NULL;
--? uuidv7
SELECT uuidv7() IS NOT NULL;
