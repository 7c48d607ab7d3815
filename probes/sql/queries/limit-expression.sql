-- title: A computed LIMIT
-- bites: `LIMIT 2 * 10` works in SQLite and PostgreSQL and is a syntax error in MySQL; a limit with a fraction is rounded or refused
-- severity: low
-- tags: queries paging
-- see: https://www.postgresql.org/docs/current/queries-limit.html
-- remedy: compute the limit in the application

CREATE TABLE pages (n INTEGER);
INSERT INTO pages VALUES (1), (2), (3), (4);
--? 1 + 1
SELECT n FROM pages ORDER BY n LIMIT 1 + 1;
--? 1.6
SELECT n FROM pages ORDER BY n LIMIT 1.6;
--? a text
SELECT n FROM pages ORDER BY n LIMIT '2';
