-- title: ifnull() and coalesce()
-- bites: queries with ifnull() fail in production, those with coalesce() work everywhere
-- severity: low
-- tags: functions nulls
-- see: https://www.sqlite.org/lang_corefunc.html#ifnull
-- remedy: coalesce()

--? ifnull
SELECT ifnull(NULL, 1);
--? coalesce
SELECT coalesce(NULL, 1);
