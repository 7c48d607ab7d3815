-- title: The week of a date
-- bites: the first of January 2027 is in week 53 or in week 0: weekly reports differ
-- severity: medium
-- tags: dates functions
-- see: https://dev.mysql.com/doc/refman/8.0/en/date-and-time-functions.html
-- remedy: compute ISO weeks in the application

CREATE TABLE sales (day DATE);
INSERT INTO sales VALUES ('2027-01-01');
--? its week
SELECT extract(week FROM day) FROM sales;
