-- title: TRUNCATE
-- bites: test set-up with TRUNCATE is a syntax error in development
-- severity: low
-- tags: ddl
-- see: https://www.postgresql.org/docs/current/sql-truncate.html
-- remedy: DELETE FROM

CREATE TABLE logs (id INTEGER);
INSERT INTO logs VALUES (1);
--? truncating
TRUNCATE TABLE logs;
