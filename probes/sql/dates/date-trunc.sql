-- title: date_trunc()
-- bites: the usual query for sums by month cannot be run in development
-- severity: medium
-- tags: dates functions grouping
-- see: https://www.postgresql.org/docs/current/functions-datetime.html#FUNCTIONS-DATETIME-TRUNC
-- remedy: group in the application, or store the month

CREATE TABLE sales (at TIMESTAMP);
INSERT INTO sales VALUES ('2024-03-05 10:30:00');
--? its month
SELECT count(*) FROM sales WHERE date_trunc('month', at) = '2024-03-01 00:00:00';
