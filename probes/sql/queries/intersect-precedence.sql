-- title: UNION and INTERSECT without parentheses
-- bites: SQLite reads them from left to right, the standard binds INTERSECT tighter: other rows, without an error
-- severity: high
-- tags: queries unions
-- see: https://www.sqlite.org/lang_select.html#compound_select_statements
-- remedy: put the INTERSECT into a subquery

--? 1 union 2 intersect 2
SELECT 1 AS n UNION SELECT 2 INTERSECT SELECT 2;
