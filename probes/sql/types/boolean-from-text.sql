-- title: A boolean written as text
-- bites: the row whose flag was written as 'true' is not found by `WHERE flag` in development
-- severity: high
-- tags: types booleans
-- see: https://www.sqlite.org/datatype3.html#boolean_datatype
-- remedy: bind booleans; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE features (name VARCHAR(10), enabled BOOLEAN);
--? storing
INSERT INTO features VALUES ('beta', 'true');
--? enabled features
SELECT count(*) FROM features WHERE enabled;
