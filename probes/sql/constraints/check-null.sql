-- title: A CHECK that is NULL
-- bites: if NULL failed a CHECK in one environment, optional values would be refused there
-- severity: low
-- tags: constraints nulls
-- see: https://www.postgresql.org/docs/current/ddl-constraints.html
-- remedy: nothing to do while both agree

CREATE TABLE products (price INTEGER CHECK (price > 0));
--? no price
INSERT INTO products VALUES (NULL);
--? a price of zero
INSERT INTO products VALUES (0);
