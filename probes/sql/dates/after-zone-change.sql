-- title: A TIMESTAMP read after the session's time zone changed, in each engine's words
-- bites: MySQL's TIMESTAMP follows the session's zone: a worker with another zone reads and writes other times than the web server; PostgreSQL's and SQLite's TIMESTAMP do not
-- severity: high
-- tags: dates timezones sessions
-- see: https://dev.mysql.com/doc/refman/8.0/en/datetime.html
-- remedy: set the time zone of every session to UTC

--[mysql]
SET time_zone = '+00:00';
--[postgresql]
SET TIME ZONE 'UTC';
CREATE TABLE events (at TIMESTAMP NULL);
INSERT INTO events VALUES ('2024-01-01 12:00:00');
--[mysql]
SET time_zone = '+05:00';
--[postgresql]
SET TIME ZONE INTERVAL '+05:00' HOUR TO MINUTE;
--? at twelve
SELECT count(*) FROM events WHERE at = '2024-01-01 12:00:00';
