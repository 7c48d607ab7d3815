-- title: How a floating-point number becomes text
-- bites: exports and keys built from real numbers differ between environments
-- severity: low
-- tags: types numbers text
-- see: https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT
-- remedy: format numbers in the application
-- depends-on: extra_float_digits
-- experiment: [postgresql] SET extra_float_digits = 1

--? as text
--equivalent
--[sqlite,postgresql]
SELECT CAST(CAST(1 AS DOUBLE PRECISION) AS TEXT), CAST(CAST(1e20 AS DOUBLE PRECISION) AS TEXT);
--[mysql]
SELECT CAST(CAST(1 AS DOUBLE) AS CHAR), CAST(CAST(1e20 AS DOUBLE) AS CHAR);
--? a sum as text
--equivalent
--[sqlite,postgresql]
SELECT CAST(CAST(0.1 AS DOUBLE PRECISION) + CAST(0.2 AS DOUBLE PRECISION) AS TEXT);
--[mysql]
SELECT CAST(CAST(0.1 AS DOUBLE) + CAST(0.2 AS DOUBLE) AS CHAR);
