-- title: Two text literals side by side
-- bites: a forgotten comma in a list goes unnoticed: 'a' 'b' is 'ab' in MySQL and, on two lines, in PostgreSQL, while SQLite takes the second for the column's name
-- severity: medium
-- tags: text literals quoting
-- see: https://dev.mysql.com/doc/refman/8.0/en/string-literals.html
-- remedy: write one literal

--? side by side
SELECT 'a' 'b';
--? on two lines
SELECT 'a'
'b';
--? a list with a forgotten comma
SELECT 'b' IN ('a' 'b', 'c');
