-- title: A TIME of more than a day
-- bites: durations kept in a TIME column work in MySQL up to 838 hours and are refused beyond a day in PostgreSQL
-- severity: medium
-- tags: dates times types
-- see: https://dev.mysql.com/doc/refman/8.0/en/time.html
-- remedy: durations as a number of seconds

CREATE TABLE laps (id INTEGER, took TIME);
--? 25 hours
INSERT INTO laps VALUES (1, '25:00:00');
--? a negative one
INSERT INTO laps VALUES (2, '-01:00:00');
--? 9 hours without a leading zero
INSERT INTO laps VALUES (3, '9:30');
--? shorter than ten hours
SELECT id FROM laps WHERE took < '10:00:00';
