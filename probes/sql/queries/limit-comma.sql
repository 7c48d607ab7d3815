-- title: LIMIT with an offset before a comma
-- bites: `LIMIT 10, 5` is refused in production
-- severity: medium
-- tags: queries paging
-- see: https://www.postgresql.org/docs/current/queries-limit.html
-- remedy: LIMIT 5 OFFSET 10
-- order: all

CREATE TABLE pages (n INTEGER);
INSERT INTO pages VALUES (1), (2), (3);
--? the comma form
SELECT n FROM pages ORDER BY n LIMIT 1, 1;
--? the OFFSET form
SELECT n FROM pages ORDER BY n LIMIT 1 OFFSET 1;
