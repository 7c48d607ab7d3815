-- title: Years with five digits
-- bites: a mistyped year 20224 is stored and sorts before 2023 in development, behind it in PostgreSQL, and is refused by MySQL
-- severity: low
-- tags: dates types comparison
-- see: https://www.sqlite.org/lang_datefunc.html
-- remedy: check ranges in the application; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE bookings (day DATE);
--? stored
INSERT INTO bookings VALUES ('20224-01-05');
--? in the future
SELECT count(*) FROM bookings WHERE day > '2023-12-31';
