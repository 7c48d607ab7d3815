-- title: Window functions
-- bites: if they differed, running totals would
-- severity: low
-- tags: queries windows
-- see: https://www.postgresql.org/docs/current/tutorial-window.html
-- remedy: nothing to do while both agree

CREATE TABLE sales (day INTEGER, total INTEGER);
INSERT INTO sales VALUES (1, 10), (2, 20), (3, 5);
--? running totals and ranks
SELECT day, sum(total) OVER (ORDER BY day) AS running, row_number() OVER (ORDER BY total DESC) AS position FROM sales;
