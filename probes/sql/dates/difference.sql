-- title: One date minus another
-- bites: the days of a stay are the difference of years in SQLite and of digits in MySQL, without an error; PostgreSQL counts days
-- severity: high
-- tags: dates operators intervals
-- see: https://www.postgresql.org/docs/current/functions-datetime.html
-- remedy: compute differences in the application

CREATE TABLE stays (arrival DATE, departure DATE);
INSERT INTO stays VALUES ('2024-02-27', '2024-03-01');
--? the nights
SELECT departure - arrival FROM stays;
--? longer than two nights
SELECT count(*) FROM stays WHERE departure - arrival > 2;
