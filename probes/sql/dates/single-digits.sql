-- title: Dates written without leading zeros
-- bites: 2024-1-5 is found and sorted as a date in production, as a text in development
-- severity: medium
-- tags: dates comparison
-- see: https://www.sqlite.org/lang_datefunc.html#time_values
-- remedy: write ISO dates with leading zeros

CREATE TABLE bookings (day DATE);
INSERT INTO bookings VALUES ('2024-1-5');
--? on that day
SELECT count(*) FROM bookings WHERE day = '2024-01-05';
--? before October
SELECT count(*) FROM bookings WHERE day < '2024-10-01';
