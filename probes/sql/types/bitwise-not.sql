-- title: The complement of a number
-- bites: ~5 is -6 in SQLite and PostgreSQL and 18446744073709551610 in MySQL and MariaDB: a mask that was stored or compared does not match; flags & ~mask works everywhere
-- severity: low
-- tags: types operators bits
-- see: https://dev.mysql.com/doc/refman/8.0/en/bit-functions.html
-- remedy: use ~ within & only

--? ~5
SELECT ~5;
--? 7 & ~2
SELECT 7 & ~2;
