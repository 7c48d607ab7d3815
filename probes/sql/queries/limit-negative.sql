-- title: A negative LIMIT
-- bites: `LIMIT -1` means everything in development and is an error in production
-- severity: medium
-- tags: queries paging
-- see: https://www.sqlite.org/lang_select.html#the_limit_clause
-- remedy: leave LIMIT out

CREATE TABLE pages (n INTEGER);
INSERT INTO pages VALUES (1), (2);
--? LIMIT -1
SELECT n FROM pages LIMIT -1;
