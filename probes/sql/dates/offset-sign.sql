-- title: The sign of an offset such as '+02:00', in each engine's words
-- bites: '+02:00' is east in MySQL's time_zone and in SQLite's modifiers and west in PostgreSQL's TimeZone, which reads POSIX: times are off by four hours
-- severity: high
-- tags: dates timezones sessions
-- see: https://www.postgresql.org/docs/current/datetime-posix-timezone-specs.html
-- remedy: name zones (Europe/Berlin), or UTC

--[postgresql]
SET TIME ZONE '+02:00';
--[mysql]
SET time_zone = '+02:00';
--? ten o'clock UTC in that zone
--equivalent
--[postgresql]
SELECT to_char(TIMESTAMP WITH TIME ZONE '2024-01-01 10:00:00+00:00', 'HH24:MI');
--[mysql]
SELECT date_format(from_unixtime(1704103200), '%H:%i');
--[sqlite]
SELECT strftime('%H:%M', '2024-01-01 10:00:00', '+02:00');
