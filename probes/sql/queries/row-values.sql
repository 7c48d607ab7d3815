-- title: Comparing pairs of values
-- bites: if an engine did not know them, paging by (a, b) > (1, 2) and lookups by a list of pairs would fail there
-- severity: medium
-- tags: queries paging comparison
-- see: https://www.sqlite.org/rowvalue.html
-- remedy: nothing to do while all agree; compare column by column for engines that differ

CREATE TABLE points (a INTEGER, b INTEGER);
INSERT INTO points VALUES (1, 1), (1, 3), (2, 0);
--? after a pair
SELECT a, b FROM points WHERE (a, b) > (1, 1);
--? in a list of pairs
SELECT a, b FROM points WHERE (a, b) IN ((1, 1), (2, 0));
