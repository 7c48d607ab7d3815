-- title: printf() and format()
-- bites: texts formatted in SQL work in one engine only; where both have format(), it means something else
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
