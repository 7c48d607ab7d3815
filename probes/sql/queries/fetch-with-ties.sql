-- title: FETCH FIRST ... WITH TIES
-- bites: "the best three and who equals them" works from PostgreSQL 13 and MariaDB 10.6 on, and not in SQLite or MySQL
-- severity: low
-- tags: queries paging versions
-- see: https://www.postgresql.org/docs/current/sql-select.html#SQL-LIMIT
-- remedy: rank() in a subquery

CREATE TABLE scores (points INTEGER);
INSERT INTO scores VALUES (9), (8), (8), (7);
--? the best two
SELECT points FROM scores ORDER BY points DESC FETCH FIRST 2 ROWS WITH TIES;
