-- title: Rounding a half that is a floating-point number
-- bites: 2.5 is rounded to 3 in development and to 2 in production
-- severity: medium
-- tags: types rounding numbers
-- see: https://www.postgresql.org/docs/current/functions-math.html
-- remedy: round decimals, not floating-point numbers

CREATE TABLE ratings (stars DOUBLE PRECISION);
INSERT INTO ratings VALUES (2.5);
--? rounded
SELECT round(stars) FROM ratings;
