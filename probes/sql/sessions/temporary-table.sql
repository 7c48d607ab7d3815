-- title: A temporary table belongs to its session
-- bites: if others saw it, two requests would share a shopping basket
-- severity: low
-- tags: sessions ddl
-- see: https://www.postgresql.org/docs/current/sql-createtable.html
-- remedy: nothing to do while both agree

--@ A
CREATE TABLE users (id INTEGER);
CREATE TEMPORARY TABLE basket (item VARCHAR(10));
--@ B
--? another's basket
SELECT count(*) FROM basket;
