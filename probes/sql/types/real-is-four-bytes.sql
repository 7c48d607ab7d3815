-- title: REAL has eight bytes in SQLite and four in PostgreSQL
-- bites: a value just written is not found again in production
-- severity: high
-- tags: types numbers precision
-- see: https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT
-- remedy: DOUBLE PRECISION or DECIMAL; sql_mode=REAL_AS_FLOAT in MySQL and MariaDB
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',REAL_AS_FLOAT')

CREATE TABLE measurements (value REAL);
INSERT INTO measurements VALUES (0.1);
--? found again
SELECT count(*) FROM measurements WHERE value = 0.1;
