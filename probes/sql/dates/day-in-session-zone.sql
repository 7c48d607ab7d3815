-- title: The day and the month of a moment, in the session's time zone
-- bites: a report by day counts an order on another day where the server's zone is another
-- severity: high
-- tags: dates timezones settings
-- see: https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-TIMEZONES
-- remedy: set the time zone of each session, or convert to a named zone in the statement
-- depends-on: TimeZone, time_zone, system_time_zone

--? the day, by a cast
--equivalent
--[sqlite]
SELECT date(1709323200, 'unixepoch');
--[postgresql]
SELECT CAST(CAST(to_timestamp(1709323200) AS date) AS text);
--[mysql]
SELECT CAST(DATE(FROM_UNIXTIME(1709323200)) AS CHAR);
--? the month it begins
--equivalent
--[sqlite]
SELECT date(1709247600, 'unixepoch', 'start of month');
--[postgresql]
SELECT CAST(CAST(date_trunc('month', to_timestamp(1709247600)) AS date) AS text);
--[mysql]
SELECT DATE_FORMAT(FROM_UNIXTIME(1709247600), '%Y-%m-01');
