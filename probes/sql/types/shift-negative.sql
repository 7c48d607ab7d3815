-- title: Shifting a negative number, and shifting by -1
-- bites: hashes and bit fields computed with >> on negative numbers are other numbers in MySQL, where integers are unsigned; a negative width shifts the other way in SQLite only
-- severity: low
-- tags: types operators bits
-- see: https://dev.mysql.com/doc/refman/8.0/en/bit-functions.html
-- remedy: compute in the application

--? -8 >> 1
SELECT -8 >> 1;
--? 1 << -1
SELECT 1 << -1;
