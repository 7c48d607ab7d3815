-- title: A number that is too large for a SMALLINT column
-- bites: a port or a count beyond 32767 is stored in development and refused in production
-- severity: high
-- tags: types integers overflow
-- see: https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-INT
-- remedy: declare INTEGER unless the range is certain, or add a CHECK; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE listeners (port SMALLINT);
--? beyond 16 bits
INSERT INTO listeners VALUES (49152);
--? stored
SELECT port FROM listeners;
