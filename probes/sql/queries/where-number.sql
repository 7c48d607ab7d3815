-- title: A number as a condition
-- bites: `WHERE quantity` filters in development and is a type error in production
-- severity: medium
-- tags: queries booleans types
-- see: https://www.sqlite.org/lang_expr.html#booleanexpr
-- remedy: WHERE quantity <> 0

CREATE TABLE stock (item VARCHAR(10), quantity INTEGER);
INSERT INTO stock VALUES ('pen', 3), ('ink', 0);
--? items in stock
SELECT item FROM stock WHERE quantity;
