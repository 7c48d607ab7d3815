-- title: Functions that make UUIDs
-- bites: a column DEFAULT that makes its own key cannot be created where the function has another name or none
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
