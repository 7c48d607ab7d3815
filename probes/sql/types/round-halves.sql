-- title: Rounding halves
-- bites: taxes rounded in the database differ by a cent between environments
-- severity: medium
-- tags: types rounding numbers
-- see: https://www.postgresql.org/docs/current/functions-math.html
-- remedy: round in the application with a stated mode

--? halves
SELECT round(0.5), round(1.5), round(2.5), round(-2.5);
--? two decimals
SELECT round(2.675, 2), round(1.005, 2);
