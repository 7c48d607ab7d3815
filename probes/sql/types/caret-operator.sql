-- title: The operator ^
-- bites: 2 ^ 3 is 8 in PostgreSQL, 1 in MySQL, where it is exclusive or, and a syntax error in SQLite
-- severity: high
-- tags: types operators bits
-- see: https://www.postgresql.org/docs/current/functions-math.html
-- remedy: power(), or compute in the application

--? 2 ^ 3
SELECT 2 ^ 3;
