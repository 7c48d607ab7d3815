-- title: A table's name in another case
-- bites: MySQL on Linux tells Orders from orders, on a Mac or in SQLite and PostgreSQL it does not: the query fails in production only
-- severity: medium
-- tags: identifiers case
-- see: https://dev.mysql.com/doc/refman/8.0/en/identifier-case-sensitivity.html
-- remedy: lower-case names everywhere
-- depends-on: lower_case_table_names

CREATE TABLE Orders (id INTEGER);
--? in lower case
SELECT count(*) FROM orders;
--? another table whose name differs in case only
CREATE TABLE ORDERS (id INTEGER);
--? a column in another case
SELECT ID FROM Orders;
