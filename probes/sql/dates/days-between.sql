-- title: julianday(), datediff() and age() are each known to one engine
-- bites: a report that counts the days between two dates in SQL is a missing function on every other engine
-- severity: medium
-- tags: dates functions
-- see: https://www.sqlite.org/lang_datefunc.html
-- remedy: compute differences in the application
-- depends-on: IntervalStyle
-- experiment: [postgresql] SET IntervalStyle = 'postgres'

--? julianday
SELECT julianday('2024-03-01') - julianday('2024-02-27');
--? datediff
SELECT datediff('2024-03-01', '2024-02-27');
--? age
SELECT age('2024-03-01', '2024-02-27');
