-- title: Whether 0.1 + 0.2 is 0.3
-- bites: a check of amounts that fails in development passes in production, or the other way round
-- severity: medium
-- tags: types decimals numbers
-- see: https://www.sqlite.org/floatingpoint.html
-- remedy: compare cents, or differences

--? 0.1 + 0.2 = 0.3
SELECT 0.1 + 0.2 = 0.3;
