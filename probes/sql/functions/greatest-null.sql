-- title: The greatest of several values when one is NULL, in each engine's words
-- bites: "last activity" computed over two optional dates is NULL in SQLite and MySQL and the date that is there in PostgreSQL
-- severity: high
-- tags: functions nulls
-- see: https://www.postgresql.org/docs/current/functions-conditional.html#FUNCTIONS-GREATEST-LEAST
-- remedy: coalesce() around each argument

--? of 1 and NULL
--equivalent
--[sqlite]
SELECT max(1, NULL);
--[postgresql,mysql]
SELECT greatest(1, NULL);
