-- title: length() of a number
-- bites: validation in SQL of the number of digits is a function error in production
-- severity: low
-- tags: functions types
-- see: https://www.sqlite.org/lang_corefunc.html#length
-- remedy: cast to text first

--? length(12345)
SELECT length(12345);
