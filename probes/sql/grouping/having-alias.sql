-- title: An alias in HAVING
-- bites: a report's filter on a computed column works in development and is an unknown column in production
-- severity: medium
-- tags: grouping queries
-- see: https://www.postgresql.org/docs/current/sql-select.html#SQL-HAVING
-- remedy: repeat the expression in HAVING

CREATE TABLE orders (customer VARCHAR(10), total INTEGER);
INSERT INTO orders VALUES ('ada', 5), ('ada', 7), ('bob', 1);
--? HAVING by alias
SELECT customer, sum(total) AS revenue FROM orders GROUP BY customer HAVING revenue > 5;
--? GROUP BY alias
SELECT upper(customer) AS who, count(*) FROM orders GROUP BY who;
