-- title: Two text literals side by side
-- bites: 'a' 'b' is 'ab' in MySQL, 'a' under another name in SQLite, an error in PostgreSQL: a forgotten comma in a list goes unnoticed
-- severity: low
-- tags: text literals quoting
-- see: https://dev.mysql.com/doc/refman/8.0/en/string-literals.html
-- remedy: write one literal

--? side by side
SELECT 'a' 'b';
--? a list with a forgotten comma
SELECT 'b' IN ('a' 'b', 'c');
