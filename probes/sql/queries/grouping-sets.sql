-- title: GROUPING SETS and ROLLUP
-- bites: reports with subtotals cannot be run in development
-- severity: low
-- tags: queries grouping
-- see: https://www.postgresql.org/docs/current/queries-table-expressions.html#QUERIES-GROUPING-SETS
-- remedy: UNION ALL of the groupings

CREATE TABLE sales (region VARCHAR(10), total INTEGER);
INSERT INTO sales VALUES ('north', 1), ('south', 2);
--? with a grand total
SELECT region, sum(total) FROM sales GROUP BY ROLLUP (region);
