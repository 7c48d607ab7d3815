-- title: A timestamp with an offset
-- bites: 12:00+02:00 and 10:00Z are one instant in production and two texts in development
-- severity: high
-- tags: dates timezones
-- see: https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-TIMEZONES
-- remedy: store UTC in one format; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: TimeZone, sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

--[sqlite,postgresql]
CREATE TABLE logins (at TIMESTAMP WITH TIME ZONE);
--[mysql]
CREATE TABLE logins (at TIMESTAMP);
--? storing
INSERT INTO logins VALUES ('2024-06-01 12:00:00+02:00'), ('2024-06-01 10:00:00+00:00');
--? instants
SELECT count(DISTINCT at) FROM logins;
