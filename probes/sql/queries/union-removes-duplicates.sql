-- title: UNION removes duplicates
-- bites: if it did not in one environment, lists would show entries twice
-- severity: medium
-- tags: queries order
-- see: https://www.postgresql.org/docs/current/queries-union.html
-- remedy: nothing to do while both agree; write ORDER BY for an order

--? a union, as a set
SELECT 3 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 1;
