-- title: A large whole number in a REAL column
-- bites: 16777217 comes back as 16777216 in production
-- severity: medium
-- tags: types numbers precision
-- see: https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT
-- remedy: BIGINT, DOUBLE PRECISION or DECIMAL; sql_mode=REAL_AS_FLOAT in MySQL and MariaDB
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',REAL_AS_FLOAT')

CREATE TABLE meters (reading REAL);
INSERT INTO meters VALUES (16777217);
--? what comes back
--equivalent
--[sqlite,postgresql]
SELECT CAST(reading AS BIGINT) FROM meters;
--[mysql]
SELECT CAST(reading AS SIGNED) FROM meters;
