-- title: The order of upper-case, lower-case and accented words
-- bites: a list sorted by name shows in another order in production wherever its collation is not C
-- severity: medium
-- tags: text order collation
-- see: https://www.postgresql.org/docs/current/collation.html
-- remedy: state the collation in ORDER BY, and give both environments the same
-- order: all
-- depends-on: datcollate, datctype, collation_database, collation_connection
-- experiment: [mysql] ALTER DATABASE COLLATE utf8mb4_bin

CREATE TABLE cities (name VARCHAR(20));
INSERT INTO cities VALUES ('zurich'), ('Ulm'), ('aachen'), ('Åre'), ('Bonn');
--? sorted
SELECT name FROM cities ORDER BY name;
