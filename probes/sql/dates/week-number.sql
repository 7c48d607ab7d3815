-- title: The number of a week, in each engine's words
-- bites: the first of January 2027 is in week 53 by PostgreSQL's extract(week) and in week 0 by strftime('%W') and MySQL's week(): weekly reports put it into another year
-- severity: high
-- tags: dates functions
-- see: https://www.postgresql.org/docs/current/functions-datetime.html#FUNCTIONS-DATETIME-EXTRACT
-- remedy: compute ISO weeks in the application
-- depends-on: default_week_format

CREATE TABLE sales (day DATE);
INSERT INTO sales VALUES ('2027-01-01');
--? its week
--equivalent
--[sqlite]
SELECT CAST(strftime('%W', day) AS INTEGER) FROM sales;
--[postgresql]
SELECT CAST(extract(week FROM day) AS INTEGER) FROM sales;
--[mysql]
SELECT week(day) FROM sales;
