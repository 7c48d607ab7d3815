-- title: A temporary table used twice in one query
-- bites: a self-join of a temporary table works in MariaDB, SQLite and PostgreSQL and fails in MySQL with "Can't reopen table"
-- severity: medium
-- tags: sessions temporary queries
-- see: https://dev.mysql.com/doc/refman/8.0/en/temporary-table-problems.html
-- remedy: copy the temporary table, or use a common table expression

CREATE TEMPORARY TABLE scores (name VARCHAR(10), points INTEGER);
INSERT INTO scores VALUES ('ada', 5), ('bob', 7);
--? joined with itself
SELECT a.name FROM scores a JOIN scores b ON a.points < b.points;
