-- title: round() of a floating-point column to two digits
-- bites: a report that rounds a DOUBLE PRECISION column to cents runs in development and is a missing function in production
-- severity: medium
-- tags: types reals rounding functions
-- see: https://www.postgresql.org/docs/current/functions-math.html
-- remedy: DECIMAL columns for money, or cast before rounding

CREATE TABLE readings (n DOUBLE PRECISION);
INSERT INTO readings VALUES (3.14159);
--? to two digits
SELECT round(n, 2) FROM readings;
