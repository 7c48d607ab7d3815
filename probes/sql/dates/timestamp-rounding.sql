-- title: Fractions of a second in a TIMESTAMP(0) column
-- bites: a booking of the year's last half second is in the next year where it is rounded (PostgreSQL, MySQL), in the old one where it is cut (MariaDB), and in neither query in SQLite, which keeps the text
-- severity: medium
-- tags: dates precision rounding
-- see: https://dev.mysql.com/doc/refman/8.0/en/fractional-seconds.html
-- remedy: truncate in the application before storing; sql_mode=TIME_ROUND_FRACTIONAL in MariaDB
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',TIME_ROUND_FRACTIONAL')

CREATE TABLE bookings (at TIMESTAMP(0) NULL);
INSERT INTO bookings VALUES ('2024-12-31 23:59:59.600');
--? in the new year
SELECT count(*) FROM bookings WHERE at >= '2025-01-01 00:00:00';
--? up to 23:59:59
SELECT count(*) FROM bookings WHERE at <= '2024-12-31 23:59:59';
