-- title: Milliseconds in a TIMESTAMP column
-- bites: MySQL rounds and MariaDB cuts what a TIMESTAMP without digits is given: a row is not found by its own time; SQLite compares texts, so that .619 and .619000 are two times there
-- severity: high
-- tags: dates precision comparison
-- see: https://dev.mysql.com/doc/refman/8.0/en/fractional-seconds.html
-- remedy: TIMESTAMP(6) in MySQL, or whole seconds everywhere

CREATE TABLE events (id INTEGER, at TIMESTAMP NULL);
INSERT INTO events VALUES (1, '2024-01-01 10:00:00.619');
--? found by its time
SELECT count(*) FROM events WHERE at = '2024-01-01 10:00:00.619';
--? within the second
SELECT count(*) FROM events WHERE at >= '2024-01-01 10:00:00' AND at < '2024-01-01 10:00:01';
--? with six digits
SELECT count(*) FROM events WHERE at = '2024-01-01 10:00:00.619000';
