-- title: Which of | and & binds tighter
-- bites: 1 | 2 & 4 is 0 in SQLite and PostgreSQL, which read from left to right, and 1 in MySQL, where & comes first: permissions computed in a query differ silently
-- severity: medium
-- tags: types operators bits
-- see: https://dev.mysql.com/doc/refman/8.0/en/operator-precedence.html
-- remedy: write parentheses

--? 1 | 2 & 4
SELECT 1 | 2 & 4;
--? 2 + 1 << 1
SELECT 2 + 1 << 1;
