-- title: The base of log()
-- bites: log(100) is 2 in SQLite and PostgreSQL and 4.6 in MySQL, without an error: scores and decibels differ between environments
-- severity: high
-- tags: functions numbers
-- see: https://dev.mysql.com/doc/refman/8.0/en/mathematical-functions.html
-- remedy: ln() or log10(), which mean one thing

--? log(100), rounded
SELECT round(log(100));
--? log(2, 8), rounded
SELECT round(log(2, 8));
