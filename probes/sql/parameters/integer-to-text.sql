-- title: An integer parameter compared with a text column
-- bites: a number bound to a text column is found in development and is a type error in production
-- severity: high
-- tags: parameters types
-- see: https://www.postgresql.org/docs/current/typeconv-oper.html
-- remedy: bind values of the column's type

CREATE TABLE addresses (zip VARCHAR(10));
INSERT INTO addresses VALUES ('1234');
--? zip = 1234
--$ 1234
SELECT zip FROM addresses WHERE zip = $1;
