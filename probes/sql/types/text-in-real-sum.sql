-- title: Adding a number that is kept as text
-- bites: the sum of a text and a number is computed in development
-- severity: medium
-- tags: types affinity operators
-- see: https://www.sqlite.org/datatype3.html#operators
-- remedy: cast explicitly

CREATE TABLE imports (amount VARCHAR(10));
INSERT INTO imports VALUES ('5 EUR');
--? amount + 1
SELECT amount + 1 FROM imports;
