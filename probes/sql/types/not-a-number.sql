-- title: NaN in a floating-point column
-- bites: a missing measurement stored as NaN is a text in development, a number that equals itself in production, and refused by MySQL
-- severity: medium
-- tags: types reals nan
-- see: https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT
-- remedy: store NULL for what was not measured

CREATE TABLE readings (n DOUBLE PRECISION);
INSERT INTO readings VALUES (1), (2);
--? not a number
INSERT INTO readings VALUES ('NaN');
--? greater than 1000
SELECT count(*) FROM readings WHERE n > 1000;
--? the sum is a number
SELECT count(*) FROM (SELECT sum(n) AS total FROM readings) sums WHERE total = 3;
