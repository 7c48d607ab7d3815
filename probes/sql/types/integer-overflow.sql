-- title: A number that is too large for an INTEGER column
-- bites: a counter or an identifier beyond 2147483647 is stored in development and refused in production
-- severity: high
-- tags: types integers overflow
-- see: https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-INT
-- remedy: declare BIGINT for identifiers and counters; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE counters (hits INTEGER);
--? beyond 32 bits
INSERT INTO counters VALUES (3000000000);
--? stored
SELECT hits FROM counters;
