-- title: LIMIT inside an IN subquery
-- bites: deleting or counting "all but the newest two" is refused by MySQL and MariaDB
-- severity: medium
-- tags: queries paging subqueries
-- see: https://dev.mysql.com/doc/refman/8.0/en/subquery-restrictions.html
-- remedy: one more subquery around it

CREATE TABLE logins (id INTEGER);
INSERT INTO logins VALUES (1), (2), (3);
--? within the newest two
SELECT id FROM logins WHERE id IN (SELECT id FROM logins ORDER BY id DESC LIMIT 2);
--? with a subquery around it
SELECT id FROM logins WHERE id IN (SELECT id FROM (SELECT id FROM logins ORDER BY id DESC LIMIT 2) newest);
