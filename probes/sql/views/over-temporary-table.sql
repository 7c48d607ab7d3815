-- title: A view over a temporary table
-- bites: the view is refused, or gone with the session, or left behind broken for everybody else
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
