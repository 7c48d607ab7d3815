-- title: The sum of a condition
-- bites: counting rows by sum(state = 'open') works in SQLite and MySQL and is a missing function in PostgreSQL
-- severity: medium
-- tags: grouping booleans aggregates
-- see: https://www.postgresql.org/docs/current/functions-aggregate.html
-- remedy: sum(CASE WHEN ... THEN 1 ELSE 0 END); bool_or() for max() in PostgreSQL

CREATE TABLE tickets (open BOOLEAN, points INTEGER);
INSERT INTO tickets VALUES (TRUE, 1), (FALSE, 2), (TRUE, 3);
--? of a boolean column
SELECT sum(open) FROM tickets;
--? of a comparison
SELECT sum(points > 1) FROM tickets;
--? the greatest boolean
SELECT max(open) FROM tickets;
