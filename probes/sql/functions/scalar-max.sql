-- title: max() and min() of several values
-- bites: `max(a, b)` is the greater one in development and an error in production, where it is greatest()
-- severity: medium
-- tags: functions
-- see: https://www.sqlite.org/lang_corefunc.html#max_scalar
-- remedy: CASE WHEN a > b THEN a ELSE b END works on both

--? max(1, 2)
SELECT max(1, 2);
--? greatest(1, 2)
SELECT greatest(1, 2);
