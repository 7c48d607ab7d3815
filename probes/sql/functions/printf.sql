-- title: printf() and format()
-- bites: printf() is SQLite's; format() takes '%d' in SQLite, only %s, %I and %L in PostgreSQL, and is for numbers in MySQL: a report fails or shows another text
-- severity: low
-- tags: functions text format
-- see: https://www.sqlite.org/lang_corefunc.html#printf
-- remedy: format in the application

--? printf
SELECT printf('%05.1f', 3.14159);
--? format with a text
SELECT format('%s!', 'hi');
--? format with a number
SELECT format('%d', 42);
