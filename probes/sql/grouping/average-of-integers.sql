-- title: The average of integers
-- bites: the type and the digits of an average differ, which shows in JSON and in comparisons
-- severity: low
-- tags: grouping numbers types
-- see: https://www.postgresql.org/docs/current/functions-aggregate.html
-- remedy: round and cast averages explicitly

CREATE TABLE scores (points INTEGER);
INSERT INTO scores VALUES (1), (2), (2);
--? average
SELECT avg(points) FROM scores;
--? sum
SELECT sum(points) FROM scores;
