-- title: A temporary table with the name of a permanent one
-- bites: if it did not hide the permanent table, an import staged in a temporary table would write to the real one
-- severity: low
-- tags: sessions temporary ddl
-- see: https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-SEARCH-PATH
-- remedy: nothing to do while all agree; better a name of its own for a temporary table

CREATE TABLE stock (item VARCHAR(10));
INSERT INTO stock VALUES ('real');
CREATE TEMPORARY TABLE stock (item VARCHAR(10));
INSERT INTO stock VALUES ('staged');
--? which table is read
SELECT item FROM stock;
DROP TABLE stock;
--? and after one DROP TABLE
SELECT item FROM stock;
