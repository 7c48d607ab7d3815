-- title: normalize()
-- bites: a query that normalises names in production cannot be run in development
-- severity: low
-- tags: text unicode normalisation functions
-- see: https://www.postgresql.org/docs/current/functions-string.html
-- remedy: normalise in the application

--? composed
SELECT normalize('é') = 'é';
