-- title: A floating-point number beyond its range
-- bites: a runaway calculation gives infinity in development, which goes on into reports, and an error in production
-- severity: medium
-- tags: types reals overflow
-- see: https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT
-- remedy: check ranges in the application

CREATE TABLE readings (n DOUBLE PRECISION);
INSERT INTO readings VALUES (1e308);
--? ten times as much
SELECT n * 10 > n FROM readings;
