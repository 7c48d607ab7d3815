-- title: A date in a TIMESTAMP column
-- bites: the rows of midnight are missed in development
-- severity: medium
-- tags: dates comparison
-- see: https://www.sqlite.org/datatype3.html#date_and_time_datatype
-- remedy: write full timestamps

CREATE TABLE events (at TIMESTAMP);
INSERT INTO events VALUES ('2024-01-05');
--? at midnight
SELECT count(*) FROM events WHERE at = '2024-01-05 00:00:00';
