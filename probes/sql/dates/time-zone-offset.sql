-- title: A timestamp with an offset
-- bites: 12:00+02:00 and 10:00Z are one instant in production and two texts in development
-- severity: high
-- tags: dates timezones
-- see: https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-TIMEZONES
-- remedy: store UTC in one format
-- depends-on: TimeZone

--[sqlite,postgresql]
CREATE TABLE logins (at TIMESTAMP WITH TIME ZONE);
--[mysql]
CREATE TABLE logins (at TIMESTAMP);
--? storing
INSERT INTO logins VALUES ('2024-06-01 12:00:00+02:00'), ('2024-06-01 10:00:00+00:00');
--? instants
SELECT count(DISTINCT at) FROM logins;
