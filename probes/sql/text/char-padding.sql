-- title: CHAR(n) pads in PostgreSQL and does nothing in SQLite
-- bites: codes shorter than the column come back padded in production only, and comparisons in the application fail
-- severity: medium
-- tags: text schema padding
-- see: https://www.postgresql.org/docs/current/datatype-character.html
-- remedy: use VARCHAR or TEXT with a CHECK on the length; sql_mode=PAD_CHAR_TO_FULL_LENGTH in MySQL and MariaDB
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',PAD_CHAR_TO_FULL_LENGTH')

CREATE TABLE countries (code CHAR(3));
INSERT INTO countries VALUES ('DE');
--? what comes back
SELECT code FROM countries;
--? its bytes
SELECT octet_length(code) FROM countries;
