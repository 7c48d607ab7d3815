-- title: FETCH FIRST
-- bites: the standard's form works in production only
-- severity: low
-- tags: queries paging
-- see: https://www.postgresql.org/docs/current/sql-select.html#SQL-LIMIT
-- remedy: LIMIT

CREATE TABLE pages (n INTEGER);
INSERT INTO pages VALUES (1), (2);
--? the first row
SELECT n FROM pages ORDER BY n FETCH FIRST 1 ROW ONLY;
