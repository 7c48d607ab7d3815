-- title: SELECT DISTINCT ordered by a column that is not selected
-- bites: the query works in development, and is refused in production
-- severity: medium
-- tags: grouping order queries
-- see: https://www.postgresql.org/docs/current/sql-select.html#SQL-DISTINCT
-- remedy: select the column that is sorted by, or group

CREATE TABLE visits (page VARCHAR(10), at INTEGER);
INSERT INTO visits VALUES ('home', 1), ('shop', 2), ('home', 3);
--? distinct pages by time
SELECT DISTINCT page FROM visits ORDER BY at;
