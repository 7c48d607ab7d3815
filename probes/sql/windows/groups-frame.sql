-- title: Window frames by GROUPS and with EXCLUDE are not understood by MySQL
-- bites: averages over neighbouring groups work in SQLite and PostgreSQL and are syntax errors in MySQL
-- severity: low
-- tags: windows queries
-- see: https://www.sqlite.org/windowfunctions.html
-- remedy: ROWS frames, or compute in the application

CREATE TABLE sales (day INTEGER, total INTEGER);
INSERT INTO sales VALUES (1, 10), (1, 20), (2, 5), (4, 7);
--? by GROUPS
SELECT day, total, sum(total) OVER (ORDER BY day GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM sales;
--? without the row itself
SELECT day, total, sum(total) OVER (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) AS s FROM sales;
