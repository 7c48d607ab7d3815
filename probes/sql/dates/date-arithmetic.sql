-- title: A date plus one
-- bites: `day + 1` is the year plus one in development and the next day in production
-- severity: high
-- tags: dates operators
-- see: https://www.postgresql.org/docs/current/functions-datetime.html
-- remedy: compute dates in the application

CREATE TABLE bookings (day DATE);
INSERT INTO bookings VALUES ('2024-02-28');
--? the next day
SELECT day + 1 FROM bookings;
