-- title: An ICU collation by name
-- bites: a view or an index that says COLLATE "und-x-icu" works only where the server was built with ICU, which containers and embedded builds may lack
-- severity: low
-- tags: text collation icu order
-- see: https://www.postgresql.org/docs/current/collation.html#COLLATION-MANAGING-PREDEFINED-ICU
-- remedy: check pg_collation when an environment is set up
-- order: all

CREATE TABLE words (word VARCHAR(10));
INSERT INTO words VALUES ('b'), ('A'), ('a'), ('B'), ('ä'), ('z');
--? sorted by letters
SELECT word FROM words ORDER BY word COLLATE "und-x-icu";
--? sorted by bytes
SELECT word FROM words ORDER BY word COLLATE "C";
