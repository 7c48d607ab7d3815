-- title: HAVING without GROUP BY and without an aggregate
-- bites: a query builder that puts conditions into HAVING is refused by SQLite and PostgreSQL where MySQL filters rows as if it were WHERE
-- severity: low
-- tags: grouping queries
-- see: https://www.sqlite.org/lang_select.html
-- remedy: WHERE; sql_mode=ONLY_FULL_GROUP_BY in MySQL and MariaDB
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',ONLY_FULL_GROUP_BY')

CREATE TABLE items (price INTEGER);
INSERT INTO items VALUES (1), (5);
--? over no table
SELECT 1 AS one HAVING 1 = 1;
--? over a table
SELECT price FROM items HAVING price > 2;
