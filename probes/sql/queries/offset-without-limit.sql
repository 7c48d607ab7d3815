-- title: OFFSET without LIMIT
-- bites: skipping the first rows needs no limit in PostgreSQL and is a syntax error elsewhere
-- severity: medium
-- tags: queries paging
-- see: https://www.sqlite.org/lang_select.html#the_limit_clause
-- remedy: always give a limit, however large

CREATE TABLE pages (n INTEGER);
INSERT INTO pages VALUES (1), (2);
--? OFFSET 1
SELECT n FROM pages ORDER BY n OFFSET 1;
