-- title: The literal x'...'
-- bites: x'4142' is bytes in SQLite, a bit string in PostgreSQL and text in MySQL: fixtures with pictures or keys do not load
-- severity: medium
-- tags: text bytes literals
-- see: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-BIT-STRINGS
-- remedy: bind bytes as parameters

--? its length
SELECT length(x'4142');
--? equal to the text
SELECT x'4142' = 'AB';
