-- title: percentile_cont() as an aggregate is understood by PostgreSQL only
-- bites: medians of response times are computed in PostgreSQL by a function that SQLite as commonly built and MySQL do not have, and MariaDB for windows only
-- severity: low
-- tags: grouping aggregates functions
-- see: https://www.postgresql.org/docs/current/functions-aggregate.html
-- remedy: compute medians in the application

CREATE TABLE times (ms INTEGER);
INSERT INTO times VALUES (1), (2), (9);
--? the median
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FROM times;
