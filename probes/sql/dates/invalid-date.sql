-- title: A date that does not exist
-- bites: 30 February is stored in development; production refuses the row
-- severity: high
-- tags: dates types
-- see: https://www.sqlite.org/datatype3.html#date_and_time_datatype
-- remedy: parse dates in the application; CHECK (date(d) IS d) in SQLite; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE bookings (day DATE);
--? the 30th of February
INSERT INTO bookings VALUES ('2024-02-30');
--? no date at all
INSERT INTO bookings VALUES ('soon');
--? bookings
SELECT count(*) FROM bookings;
