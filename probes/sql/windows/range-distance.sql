-- title: A window frame by distance
-- bites: a sum over the last seven days is a RANGE by an interval in PostgreSQL and MySQL 8, which SQLite and MariaDB do not know
-- severity: medium
-- tags: windows dates intervals
-- see: https://www.postgresql.org/docs/current/sql-expressions.html#SYNTAX-WINDOW-FUNCTIONS
-- remedy: number the days

CREATE TABLE sales (day INTEGER, date DATE, total INTEGER);
INSERT INTO sales VALUES (1, '2024-01-01', 10), (3, '2024-01-03', 20), (4, '2024-01-04', 5);
--? by a number
SELECT day, sum(total) OVER (ORDER BY day RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM sales;
--? by an interval
SELECT day, sum(total) OVER (ORDER BY date RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND CURRENT ROW) AS s FROM sales;
