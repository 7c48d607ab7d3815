-- title: The scale of a DECIMAL(10,2) column
-- bites: 1.239 stays as it is in development and is rounded to 1.24 in production
-- severity: high
-- tags: types decimals rounding money
-- see: https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-NUMERIC-DECIMAL
-- remedy: round in the application before storing

CREATE TABLE prices (price DECIMAL(10, 2));
INSERT INTO prices VALUES (1.239);
--? what is stored
SELECT price FROM prices;
