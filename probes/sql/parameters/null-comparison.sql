-- title: A NULL parameter compared with =
-- bites: if it found the rows without a value in one environment, results would differ
-- severity: low
-- tags: parameters nulls
-- see: https://www.postgresql.org/docs/current/functions-comparison.html
-- remedy: nothing to do while both agree; IS NOT DISTINCT FROM

CREATE TABLE users (email VARCHAR(10));
INSERT INTO users VALUES (NULL);
--? email = NULL
--$ null
SELECT count(*) FROM users WHERE email = $1;
