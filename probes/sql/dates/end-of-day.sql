-- title: The times 24:00:00 and 23:59:60
-- bites: an opening time until 24:00 is the next day in PostgreSQL, a text in SQLite, and refused by MySQL
-- severity: medium
-- tags: dates times errors
-- see: https://www.postgresql.org/docs/current/datatype-datetime.html
-- remedy: half-open ranges up to the next day's midnight; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE shifts (id INTEGER, until TIMESTAMP NULL);
--? 24:00:00
INSERT INTO shifts VALUES (1, '2024-01-05 24:00:00');
--? a leap second
INSERT INTO shifts VALUES (2, '2024-01-05 23:59:60');
--? until the next midnight
SELECT id FROM shifts WHERE until = '2024-01-06 00:00:00';
