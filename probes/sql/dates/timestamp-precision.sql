-- title: Fractions of a second beyond microseconds
-- bites: two events that differ by nanoseconds are told apart in development only
-- severity: low
-- tags: dates precision
-- see: https://www.postgresql.org/docs/current/datatype-datetime.html
-- remedy: round to microseconds or milliseconds before storing

CREATE TABLE events (at TIMESTAMP);
INSERT INTO events VALUES ('2024-01-01 10:00:00.1234567'), ('2024-01-01 10:00:00.1234568');
--? distinct instants
SELECT count(DISTINCT at) FROM events;
