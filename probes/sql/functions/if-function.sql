-- title: iif() and if()
-- bites: iif() is SQLite's (from 3.32), if() is MySQL's (and SQLite's from 3.48), and PostgreSQL has neither: a query with one fails elsewhere
-- severity: low
-- tags: functions versions
-- see: https://www.sqlite.org/lang_corefunc.html#iif
-- remedy: CASE, which all know

--? iif
SELECT iif(1 = 1, 'yes', 'no');
--? if
SELECT if(1 = 1, 'yes', 'no');
