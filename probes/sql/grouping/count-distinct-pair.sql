-- title: count(DISTINCT a, b)
-- bites: counting distinct pairs works in MySQL only
-- severity: medium
-- tags: grouping aggregates
-- see: https://dev.mysql.com/doc/refman/8.0/en/aggregate-functions.html
-- remedy: count the rows of a SELECT DISTINCT

CREATE TABLE visits (person INTEGER, day INTEGER);
INSERT INTO visits VALUES (1, 1), (1, 1), (1, 2), (NULL, 2);
--? two arguments
SELECT count(DISTINCT person, day) FROM visits;
--? a row
SELECT count(DISTINCT (person, day)) FROM visits;
