-- title: julianday(), datediff() and age()
-- bites: each engine counts the days between two dates by a function of its own, so such reports are tested in one only
-- severity: medium
-- tags: dates functions
-- see: https://www.sqlite.org/lang_datefunc.html
-- remedy: compute differences in the application

--? julianday
SELECT julianday('2024-03-01') - julianday('2024-02-27');
--? datediff
SELECT datediff('2024-03-01', '2024-02-27');
--? age
SELECT age('2024-03-01', '2024-02-27');
