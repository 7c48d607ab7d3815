-- title: A DOUBLE PRECISION column that holds whole numbers
-- bites: if 2.0 came back as 2, JSON and templates would show other digits
-- severity: low
-- tags: types numbers
-- see: https://www.sqlite.org/datatype3.html#type_affinity
-- remedy: nothing to do while both agree

CREATE TABLE weights (kilograms DOUBLE PRECISION);
INSERT INTO weights VALUES (2), (2.5);
--? doubled
SELECT kilograms * 2 FROM weights;
