-- title: Dates without hyphens, with two digits for the year, and with a month's name
-- bites: imports that write 20240105 or 5 Jan 2024 are dates in PostgreSQL, a number and a text in SQLite; two digits for the year are taken by MySQL or by another DateStyle
-- severity: medium
-- tags: dates formats comparison
-- see: https://www.postgresql.org/docs/current/datatype-datetime.html
-- remedy: parse dates in the application and bind ISO dates; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: DateStyle, sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')
-- experiment: [postgresql] SET DateStyle = 'ISO, MDY'

CREATE TABLE bookings (id INTEGER, day DATE);
--? without hyphens
INSERT INTO bookings VALUES (1, '20240105');
--? with two digits for the year
INSERT INTO bookings VALUES (2, '24-01-05');
--? with a month's name
INSERT INTO bookings VALUES (3, '5 Jan 2024');
--? on the fifth of January
SELECT id FROM bookings WHERE day = '2024-01-05';
