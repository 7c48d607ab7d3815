-- title: Numbers kept in an untyped column sort by type first
-- bites: a column that holds '9' and 10 sorts and compares in a way that production never shows
-- severity: medium
-- tags: types order affinity
-- see: https://www.sqlite.org/datatype3.html#sort_order
-- remedy: declare the column's type and store one type only
-- order: all

CREATE TABLE readings (value NUMERIC);
INSERT INTO readings VALUES (10), ('9'), (2.5);
--? sorted
SELECT value FROM readings ORDER BY value;
