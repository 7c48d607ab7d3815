-- title: What random() gives
-- bites: random() is a 64-bit integer in SQLite and a fraction below 1 in PostgreSQL: sampling takes all rows or none
-- severity: high
-- tags: functions numbers random
-- see: https://www.sqlite.org/lang_corefunc.html#random
-- remedy: draw in the application

--? below 1
SELECT count(*) FROM (SELECT random() AS r) draws WHERE abs(r) < 1;
--? its remainder
SELECT count(*) FROM (SELECT abs(random()) % 10 AS r) draws WHERE r < 10;
--? from a range
SELECT random(5, 5);
