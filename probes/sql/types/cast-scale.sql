-- title: CAST to a DECIMAL with a scale
-- bites: amounts cast for a report are not rounded in development
-- severity: medium
-- tags: types casts decimals
-- see: https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-NUMERIC-DECIMAL
-- remedy: round(value, n)

--? to one decimal
SELECT CAST(1.26 AS DECIMAL(10, 1));
