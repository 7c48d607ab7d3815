-- title: FILTER in window functions
-- bites: a running count with a condition works in SQLite and PostgreSQL and is a syntax error in MySQL
-- severity: low
-- tags: windows aggregates
-- see: https://www.sqlite.org/windowfunctions.html
-- remedy: sum(CASE WHEN ... THEN 1 ELSE 0 END) OVER (...)

CREATE TABLE visits (day INTEGER, person INTEGER);
INSERT INTO visits VALUES (1, 1), (2, 1), (3, 2);
--? FILTER
SELECT day, count(*) FILTER (WHERE person = 1) OVER (ORDER BY day) AS n FROM visits;
