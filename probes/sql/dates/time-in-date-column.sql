-- title: A timestamp written to a DATE column
-- bites: rows of a day are not found in development, because the time of day was kept
-- severity: high
-- tags: dates types
-- see: https://www.sqlite.org/datatype3.html#date_and_time_datatype
-- remedy: bind dates, not timestamps

CREATE TABLE bookings (day DATE);
INSERT INTO bookings VALUES ('2024-01-05 10:00:00');
--? bookings of the day
SELECT count(*) FROM bookings WHERE day = '2024-01-05';
