-- title: Finding a text within a text
-- bites: instr() works in development only, strpos() in production only
-- severity: low
-- tags: functions text
-- see: https://www.postgresql.org/docs/current/functions-string.html
-- remedy: search with LIKE, or in the application

--? instr
SELECT instr('hello', 'l');
--? strpos
SELECT strpos('hello', 'l');
--? position
SELECT position('l' IN 'hello');
