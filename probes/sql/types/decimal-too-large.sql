-- title: A value that is too large for DECIMAL(5,2)
-- bites: an amount that production refuses is stored in development
-- severity: medium
-- tags: types decimals
-- see: https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-NUMERIC-DECIMAL
-- remedy: CHECK constraints on the range; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE prices (price DECIMAL(5, 2));
--? too large
INSERT INTO prices VALUES (12345.67);
--? prices
SELECT count(*) FROM prices;
