-- title: FOR UPDATE with an aggregate or DISTINCT
-- bites: "count the seats and lock them" works in MySQL and is refused by PostgreSQL
-- severity: medium
-- tags: locking queries
-- see: https://www.postgresql.org/docs/current/sql-select.html#SQL-FOR-UPDATE-SHARE
-- remedy: lock the rows in a subquery, and count those

CREATE TABLE seats (id INTEGER PRIMARY KEY, room INTEGER);
INSERT INTO seats VALUES (1, 1), (2, 1);
BEGIN;
--? a count
SELECT count(*) FROM seats WHERE room = 1 FOR UPDATE;
ROLLBACK;
BEGIN;
--? distinct rooms
SELECT DISTINCT room FROM seats FOR UPDATE;
