-- title: DATE and TIMESTAMP literals
-- bites: a query with the standard's DATE '2024-01-05' is a syntax error in development
-- severity: low
-- tags: dates literals
-- see: https://www.sqlite.org/lang_datefunc.html
-- remedy: bind dates as parameters

--? a date
SELECT DATE '2024-01-05' = '2024-01-05';
--? a timestamp
SELECT TIMESTAMP '2024-01-05 10:00:00' = '2024-01-05 10:00:00';
