-- title: NaN in a floating-point column
-- bites: a missing measurement stored as NaN is a text in SQLite, a number above all others in PostgreSQL, and refused by MySQL: sums and limits differ
-- severity: medium
-- tags: types reals nan
-- see: https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT
-- remedy: store NULL for what was not measured; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE readings (n DOUBLE PRECISION);
INSERT INTO readings VALUES (1), (2);
--? not a number
INSERT INTO readings VALUES ('NaN');
--? greater than 1000
SELECT count(*) FROM readings WHERE n > 1000;
--? the sum is 3
SELECT count(*) FROM (SELECT sum(n) AS total FROM readings) sums WHERE total = 3;
