-- title: Which extensions are there
-- bites: a function, type or index of an extension is missing in one environment until the first statement needs it
-- severity: medium
-- reach: read
-- tags: schemas settings
-- see: https://www.postgresql.org/docs/current/extend-extensions.html
-- remedy: CREATE EXTENSION in a migration, with rights that production gives too
-- depends-on: extensions

--? by name
SELECT extname FROM pg_extension ORDER BY extname;
