-- title: A fraction bound for an INTEGER column
-- bites: 2.5 bound as a double stays 2.5 in SQLite, becomes 2 in PostgreSQL (half to even) and 3 in MySQL: quantities differ without an error
-- severity: high
-- tags: parameters types rounding
-- see: https://www.sqlite.org/datatype3.html#type_affinity
-- remedy: round in the application; STRICT tables in SQLite

CREATE TABLE items (quantity INTEGER);
--? writing it
--$ 2.5
INSERT INTO items VALUES ($1);
--? what is stored
SELECT quantity FROM items;
