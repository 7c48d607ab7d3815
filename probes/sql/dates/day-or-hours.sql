-- title: One day and 24 hours later, across the change to summer time
-- bites: a day later is the same hour in PostgreSQL's TIMESTAMP WITH TIME ZONE and 24 hours later is not: an alarm moves by an hour there, and never in SQLite and MySQL
-- severity: medium
-- tags: dates timezones intervals
-- see: https://www.postgresql.org/docs/current/functions-datetime.html
-- remedy: compute with zones in the application, by one library

--[postgresql]
SET TIME ZONE 'Europe/Berlin';
--? whether both are the same instant
--equivalent
--[postgresql]
SELECT TIMESTAMP WITH TIME ZONE '2024-03-30 12:00:00' + INTERVAL '1 day' = TIMESTAMP WITH TIME ZONE '2024-03-30 12:00:00' + INTERVAL '24 hours';
--[sqlite]
SELECT datetime('2024-03-30 12:00:00', '+1 day') = datetime('2024-03-30 12:00:00', '+24 hours');
--[mysql]
SELECT TIMESTAMP '2024-03-30 12:00:00' + INTERVAL 1 DAY = TIMESTAMP '2024-03-30 12:00:00' + INTERVAL 24 HOUR;
