-- title: The digits of one third
-- bites: computed prices and their sums differ in the last digits
-- severity: low
-- tags: types decimals numbers
-- see: https://www.postgresql.org/docs/current/datatype-numeric.html
-- remedy: round explicitly

--? one third
SELECT 1 / 3.0;
