-- title: How often a random value in a subquery is drawn, in each engine's words
-- bites: a random number that is tested and shown is drawn twice in development: rows show a value that the condition excludes
-- severity: medium
-- tags: queries subqueries random
-- see: https://www.sqlite.org/optoverview.html#flattening
-- remedy: draw in the application

--? compared with itself
--equivalent
--[sqlite,postgresql]
SELECT count(*) FROM (SELECT random() AS r) draws WHERE r = r;
--[mysql]
SELECT count(*) FROM (SELECT rand() AS r) draws WHERE r = r;
