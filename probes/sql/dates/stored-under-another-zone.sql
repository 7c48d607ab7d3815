-- title: Times that a session in UTC wrote, read by a session in the environment's own time zone, in each engine's words
-- bites: MySQL's TIMESTAMP and PostgreSQL's TIMESTAMP WITH TIME ZONE are shown in the reader's zone: with another default zone the same row shows another hour, and DATETIME does not
-- severity: medium
-- tags: dates timezones sessions
-- see: https://dev.mysql.com/doc/refman/8.0/en/datetime.html
-- remedy: set the time zone of every server and session to UTC
-- depends-on: time_zone, TimeZone
-- experiment: [postgresql] SET TIME ZONE 'UTC'
-- experiment: [mysql] SET time_zone = '+00:00'

--@ A
--[mysql]
CREATE TABLE calls (instant TIMESTAMP NULL, wall DATETIME NULL);
--[postgresql,sqlite]
CREATE TABLE calls (instant TIMESTAMP WITH TIME ZONE, wall TIMESTAMP);
--[mysql]
SET time_zone = '+00:00';
--[postgresql]
SET TIME ZONE 'UTC';
INSERT INTO calls VALUES ('2024-01-01 12:00:00', '2024-01-01 12:00:00');
--@ B
--? the instant at twelve
SELECT count(*) FROM calls WHERE instant = '2024-01-01 12:00:00';
--? the time on the wall at twelve
SELECT count(*) FROM calls WHERE wall = '2024-01-01 12:00:00';
