-- title: A timestamp compared with a date
-- bites: BETWEEN two dates leaves out all of the last day but midnight, and SQLite also leaves out midnight itself where times are written
-- severity: high
-- tags: dates comparison
-- see: https://www.sqlite.org/datatype3.html#date_and_time_datatype
-- remedy: half-open ranges: >= the first day and < the day after the last

CREATE TABLE sales (id INTEGER, at TIMESTAMP NULL);
INSERT INTO sales VALUES (1, '2024-01-01 00:00:00'), (2, '2024-01-31 00:00:00'), (3, '2024-01-31 10:00:00');
--? in January
SELECT id FROM sales WHERE at BETWEEN '2024-01-01' AND '2024-01-31';
--? equal to the day
SELECT id FROM sales WHERE at = '2024-01-31';
