-- title: Arrays and = ANY
-- bites: `id = ANY(...)` with an array, as drivers for PostgreSQL send lists, is a syntax error in development
-- severity: medium
-- tags: arrays queries
-- see: https://www.postgresql.org/docs/current/functions-comparisons.html
-- remedy: IN with one parameter for each value

--? 2 in an array
SELECT 2 = ANY (ARRAY[1, 2, 3]);
