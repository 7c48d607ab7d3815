-- title: Adding a NOT NULL column without a default
-- bites: MySQL fills 0 or an empty text in silently; PostgreSQL and SQLite refuse where there is a row, which an empty test database never shows
-- severity: high
-- tags: ddl migrations nulls
-- see: https://www.sqlite.org/lang_altertable.html#altertabaddcol
-- remedy: add the column as nullable, fill it, then require it

CREATE TABLE goods (id INTEGER);
--? while the table is empty
ALTER TABLE goods ADD COLUMN weight INTEGER NOT NULL;
CREATE TABLE stock (id INTEGER);
INSERT INTO stock VALUES (1);
--? with a row
ALTER TABLE stock ADD COLUMN price INTEGER NOT NULL;
--? the price of the row
SELECT price FROM stock;
