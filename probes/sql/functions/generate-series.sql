-- title: generate_series()
-- bites: reports that fill empty days from a series are a missing table in SQLite's library (its shell alone has it) and in MySQL
-- severity: medium
-- tags: functions queries
-- see: https://www.sqlite.org/series.html
-- remedy: a recursive common table expression

--? three numbers
SELECT count(*) FROM generate_series(1, 3);
