-- title: Comparing pairs of values
-- bites: paging by (a, b) > (1, 2) works everywhere, but a list of pairs after IN is refused by SQLite
-- severity: medium
-- tags: queries paging comparison
-- see: https://www.sqlite.org/rowvalue.html
-- remedy: IN (VALUES ...) in SQLite, or OR

CREATE TABLE points (a INTEGER, b INTEGER);
INSERT INTO points VALUES (1, 1), (1, 3), (2, 0);
--? after a pair
SELECT a, b FROM points WHERE (a, b) > (1, 1);
--? in a list of pairs
SELECT a, b FROM points WHERE (a, b) IN ((1, 1), (2, 0));
