-- title: A generated column whose value does not fit
-- bites: an insert that works in development is refused in production for a column that the application never wrote
-- severity: medium
-- tags: generated overflow errors
-- see: https://www.sqlite.org/gencol.html
-- remedy: a type that is wide enough for every result

CREATE TABLE boxes (width INTEGER, area SMALLINT GENERATED ALWAYS AS (width * width) STORED);
--? a large box
INSERT INTO boxes (width) VALUES (1000);
--? boxes
SELECT count(*) FROM boxes;
