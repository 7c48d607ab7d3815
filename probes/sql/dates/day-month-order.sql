-- title: A date written with slashes
-- bites: 01/02/2024 is February or January by the server's DateStyle, a text in SQLite, and refused by MySQL
-- severity: high
-- tags: dates formats
-- see: https://www.postgresql.org/docs/current/datatype-datetime.html
-- remedy: write ISO dates; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: DateStyle, sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')
-- experiment: [postgresql] SET DateStyle = 'ISO, MDY'

CREATE TABLE bookings (day DATE);
--? stored
INSERT INTO bookings VALUES ('01/02/2024');
--? in January
SELECT count(*) FROM bookings WHERE day = '2024-01-02';
--? in February
SELECT count(*) FROM bookings WHERE day = '2024-02-01';
