-- title: A view over a temporary table
-- bites: MySQL refuses the view, PostgreSQL makes it a temporary one, and SQLite leaves a broken one behind for everybody
-- severity: low
-- tags: views temporary sessions
-- see: https://dev.mysql.com/doc/refman/8.0/en/create-view.html
-- remedy: no views over temporary tables

--@ A
CREATE TEMPORARY TABLE basket (item VARCHAR(10));
--? making the view
CREATE VIEW shown AS SELECT item FROM basket;
--? in its own session
SELECT count(*) FROM shown;
--@ B
--? in another session
SELECT count(*) FROM shown;
