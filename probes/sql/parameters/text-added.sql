-- title: Adding two parameters that are bound as text
-- bites: a sum of two numbers that came as text, from a form or a CSV, is computed by SQLite and MySQL and refused by PostgreSQL
-- severity: medium
-- tags: parameters types
-- see: https://www.postgresql.org/docs/current/typeconv-oper.html
-- remedy: CAST(? AS type)

--? two texts added
--$ '5' '6'
SELECT $1 + $2;
--? two numbers added
--$ 5 6
SELECT $1 + $2;
