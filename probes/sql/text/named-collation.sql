-- title: Collations by name
-- bites: a query that names a collation works only where ICU or the locale is there; an embedded PostgreSQL may know the name and sort by bytes
-- severity: low
-- tags: text collation icu order
-- see: https://www.postgresql.org/docs/current/collation.html#COLLATION-MANAGING-PREDEFINED-ICU
-- remedy: check pg_collation when an environment is set up
-- order: all

CREATE TABLE words (word VARCHAR(10));
INSERT INTO words VALUES ('b'), ('A'), ('a'), ('B'), ('ä'), ('z');
--? und-x-icu
SELECT word FROM words ORDER BY word COLLATE "und-x-icu";
--? en_US
SELECT word FROM words ORDER BY word COLLATE "en_US";
--? C
SELECT word FROM words ORDER BY word COLLATE "C";
