-- title: iif() and if()
-- bites: a shorthand for CASE that one engine knows is a missing function in another
-- severity: low
-- tags: functions nulls
-- see: https://www.sqlite.org/lang_corefunc.html#iif
-- remedy: CASE, which all know

--? iif
SELECT iif(1 = 1, 'yes', 'no');
--? if
SELECT if(1 = 1, 'yes', 'no');
