-- title: An empty text bound for a number column
-- bites: the field that a form left empty is stored as an empty text in SQLite and refused elsewhere
-- severity: high
-- tags: parameters types forms
-- see: https://www.sqlite.org/datatype3.html#type_affinity
-- remedy: turn empty fields into NULL before binding; STRICT tables in SQLite; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE people (age INTEGER, height DECIMAL(5, 2), born DATE);
--? as an integer
--$ ''
INSERT INTO people (age) VALUES ($1);
--? as a decimal
--$ ''
INSERT INTO people (height) VALUES ($1);
--? as a date
--$ ''
INSERT INTO people (born) VALUES ($1);
--? rows without an age
SELECT count(*) FROM people WHERE age IS NULL;
