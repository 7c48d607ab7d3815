-- title: Summing a text column
-- bites: amounts kept as text are summed in development and refused in production
-- severity: medium
-- tags: grouping types
-- see: https://www.sqlite.org/lang_aggfunc.html#sumunc
-- remedy: store numbers as numbers

CREATE TABLE imports (amount VARCHAR(10));
INSERT INTO imports VALUES ('5'), ('7 EUR'), ('n/a');
--? the sum
SELECT sum(amount) FROM imports;
