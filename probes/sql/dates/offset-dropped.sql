-- title: A timestamp with an offset in a column without a time zone
-- bites: production drops the offset silently and keeps the local time
-- severity: high
-- tags: dates timezones
-- see: https://www.postgresql.org/docs/current/datatype-datetime.html
-- remedy: TIMESTAMP WITH TIME ZONE in PostgreSQL; UTC everywhere; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE events (at TIMESTAMP);
--? storing
INSERT INTO events VALUES ('2024-06-01 12:00:00+02:00');
--? at twelve
SELECT count(*) FROM events WHERE at = '2024-06-01 12:00:00';
