-- title: A range of letters
-- bites: an index page "A to B" built with >= 'a' AND < 'c' leaves out names with capitals in one environment only
-- severity: medium
-- tags: text collation search
-- see: https://www.postgresql.org/docs/current/collation.html
-- remedy: compare lower(name), under a named collation
-- depends-on: datcollate, datctype, collation_database, collation_connection
-- experiment: [mysql] ALTER DATABASE COLLATE utf8mb4_bin

CREATE TABLE names (name VARCHAR(10));
INSERT INTO names VALUES ('anna'), ('Anna'), ('Bert'), ('carl'), ('Carl');
--? from a to b
SELECT name FROM names WHERE name >= 'a' AND name < 'c';
