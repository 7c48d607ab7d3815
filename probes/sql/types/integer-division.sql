-- title: Dividing integers
-- bites: if one engine gave a fraction, averages and page counts would be off by one
-- severity: low
-- tags: types numbers
-- see: https://www.postgresql.org/docs/current/functions-math.html
-- remedy: nothing to do while both agree; cast where a fraction is wanted

--? divided
SELECT 7 / 2, -7 / 2, 7 % 3, -7 % 3;
