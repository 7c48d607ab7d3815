-- title: The complement of a number
-- bites: flags cleared with flags & ~mask work everywhere, but ~5 alone is -6 or 18446744073709551610
-- severity: low
-- tags: types operators bits
-- see: https://dev.mysql.com/doc/refman/8.0/en/bit-functions.html
-- remedy: use ~ within & only

--? ~5
SELECT ~5;
--? 7 & ~2
SELECT 7 & ~2;
