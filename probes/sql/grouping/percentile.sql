-- title: percentile_cont()
-- bites: medians of response times are computed in production by functions that development does not have
-- severity: low
-- tags: grouping aggregates functions
-- see: https://www.postgresql.org/docs/current/functions-aggregate.html
-- remedy: compute medians in the application

CREATE TABLE times (ms INTEGER);
INSERT INTO times VALUES (1), (2), (9);
--? the median
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FROM times;
--? the median of a window
SELECT DISTINCT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) OVER () FROM times;
