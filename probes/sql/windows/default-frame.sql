-- title: last_value() and running totals over equal keys
-- bites: if the default frame differed, "the last value" and running totals of a day would
-- severity: medium
-- tags: windows queries
-- see: https://www.postgresql.org/docs/current/functions-window.html
-- remedy: write the frame

CREATE TABLE sales (day INTEGER, total INTEGER);
INSERT INTO sales VALUES (1, 10), (1, 20), (2, 5);
--? running totals, where days are equal
SELECT day, total, sum(total) OVER (ORDER BY day) AS s FROM sales;
--? last_value
SELECT day, total, last_value(total) OVER (ORDER BY day, total) AS l FROM sales;
