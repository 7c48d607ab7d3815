-- title: A number that is too large for a SMALLINT column
-- bites: 70000 is stored in development and refused in production
-- severity: high
-- tags: types integers overflow
-- see: https://www.postgresql.org/docs/current/datatype-numeric.html
-- remedy: CHECK the range, or choose INTEGER

CREATE TABLE ports (port SMALLINT);
--? beyond 16 bits
INSERT INTO ports VALUES (70000);
--? stored
SELECT port FROM ports;
