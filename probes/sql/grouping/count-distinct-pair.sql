-- title: count(DISTINCT a, b)
-- bites: distinct pairs are counted by two arguments in MySQL, which leaves out pairs with a NULL, by a row in PostgreSQL, which counts them, and in neither way in SQLite
-- severity: medium
-- tags: grouping aggregates
-- see: https://dev.mysql.com/doc/refman/8.0/en/aggregate-functions.html
-- remedy: count the rows of a SELECT DISTINCT in a subquery; say what a NULL counts

CREATE TABLE visits (person INTEGER, day INTEGER);
INSERT INTO visits VALUES (1, 1), (1, 1), (1, 2), (NULL, 2);
--? two arguments
SELECT count(DISTINCT person, day) FROM visits;
--? a row
SELECT count(DISTINCT (person, day)) FROM visits;
