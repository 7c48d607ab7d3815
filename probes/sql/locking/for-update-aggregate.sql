-- title: FOR UPDATE with an aggregate or DISTINCT, in each engine's words
-- bites: "count the seats and lock them" works in MySQL, and in SQLite, for which database layers leave FOR UPDATE out; PostgreSQL refuses it
-- severity: medium
-- tags: locking queries
-- see: https://www.postgresql.org/docs/current/sql-select.html#SQL-FOR-UPDATE-SHARE
-- remedy: lock the rows in a subquery, and count those

-- Without FOR UPDATE in SQLite, as database layers send it there.
CREATE TABLE seats (id INTEGER PRIMARY KEY, room INTEGER);
INSERT INTO seats VALUES (1, 1), (2, 1);
BEGIN;
--? a count
--equivalent
--[sqlite]
SELECT count(*) FROM seats WHERE room = 1;
--[postgresql,mysql]
SELECT count(*) FROM seats WHERE room = 1 FOR UPDATE;
ROLLBACK;
BEGIN;
--? distinct rooms
--equivalent
--[sqlite]
SELECT DISTINCT room FROM seats;
--[postgresql,mysql]
SELECT DISTINCT room FROM seats FOR UPDATE;
