-- title: Timestamps in other spellings are equal in PostgreSQL only
-- bites: rows written as '2024-01-01T10:00' are missed by a query for '2024-01-01 10:00:00' in development
-- severity: high
-- tags: dates comparison
-- see: https://www.sqlite.org/datatype3.html#date_and_time_datatype
-- remedy: write one format everywhere; bind date objects

CREATE TABLE events (at TIMESTAMP);
INSERT INTO events VALUES ('2024-01-01T10:00:00'), ('2024-01-01 10:00:00');
--? at ten o'clock
SELECT count(*) FROM events WHERE at = '2024-01-01 10:00:00';
--? before noon
SELECT count(*) FROM events WHERE at < '2024-01-01 12:00:00';
