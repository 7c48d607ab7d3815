-- title: WITH ROLLUP is understood by MySQL only, and CUBE by PostgreSQL only
-- bites: subtotals are written in other words for MySQL, and CUBE is missing there and in SQLite
-- severity: low
-- tags: grouping queries
-- see: https://dev.mysql.com/doc/refman/8.0/en/group-by-modifiers.html
-- remedy: UNION ALL of two groupings

CREATE TABLE sales (region VARCHAR(10), total INTEGER);
INSERT INTO sales VALUES ('north', 1), ('south', 2);
--? WITH ROLLUP
SELECT region, sum(total) FROM sales GROUP BY region WITH ROLLUP;
--? CUBE
SELECT region, sum(total) FROM sales GROUP BY CUBE (region);
