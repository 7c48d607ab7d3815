-- title: substr() from position 0 and from negative positions
-- bites: code that takes the last characters with a negative start gets other text in production, without an error
-- severity: medium
-- tags: text functions
-- see: https://www.sqlite.org/lang_corefunc.html#substr
-- remedy: use right(text, n) on PostgreSQL; count from 1

--? from 0
SELECT substr('abcdef', 0, 3);
--? from -2
SELECT substr('abcdef', -2);
--? from 2
SELECT substr('abcdef', 2, 3);
