-- title: A time of day that the change to summer time leaves out
-- bites: a reminder for 02:30 on that night goes off at another instant where the zone is known, and SQLite knows no zones at all
-- severity: medium
-- tags: dates timezones
-- see: https://www.postgresql.org/docs/current/functions-datetime.html#FUNCTIONS-DATETIME-ZONECONVERT
-- remedy: compute with zones in the application, by one library

--? in PostgreSQL's words
SELECT TIMESTAMP '2024-03-31 02:30:00' AT TIME ZONE 'Europe/Berlin' = TIMESTAMP '2024-03-31 03:30:00' AT TIME ZONE 'Europe/Berlin';
--? in MySQL's words
SELECT convert_tz('2024-03-31 02:30:00', 'Europe/Berlin', 'UTC');
