-- title: A temporary table made in a transaction that is rolled back
-- bites: the retry of a rolled back transaction fails on MySQL because its temporary table is still there
-- severity: medium
-- tags: sessions temporary transactions
-- see: https://dev.mysql.com/doc/refman/8.0/en/implicit-commit.html
-- remedy: DROP TABLE IF EXISTS before a temporary table is made

BEGIN;
CREATE TEMPORARY TABLE basket (item VARCHAR(10));
INSERT INTO basket VALUES ('pen');
ROLLBACK;
--? the same table again
CREATE TEMPORARY TABLE basket (item VARCHAR(10));
