-- title: LIMIT NULL and LIMIT ALL
-- bites: "no limit" passed as NULL gives all rows in PostgreSQL and is refused by the others
-- severity: medium
-- tags: queries paging nulls
-- see: https://www.postgresql.org/docs/current/queries-limit.html
-- remedy: leave LIMIT out

CREATE TABLE pages (n INTEGER);
INSERT INTO pages VALUES (1), (2);
--? LIMIT NULL
SELECT n FROM pages ORDER BY n LIMIT NULL;
--? LIMIT ALL
SELECT n FROM pages ORDER BY n LIMIT ALL;
