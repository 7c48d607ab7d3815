-- title: GROUP BY a name that is both a column and an alias
-- bites: if the alias won in one environment, the same report would have fewer groups there, without an error
-- severity: medium
-- tags: queries aliases grouping
-- see: https://www.postgresql.org/docs/current/sql-select.html#SQL-GROUPBY
-- remedy: give the alias a name that no column has

CREATE TABLE users (name VARCHAR(10), town INTEGER);
INSERT INTO users VALUES ('ada', 1), ('adam', 2), ('bob', 3);
--? grouped
SELECT substr(name, 1, 1) AS name, count(*) FROM users GROUP BY name;
