-- title: DECIMAL columns are floating point in SQLite
-- bites: sums of money are a cent off in development, or hide in development what production rounds
-- severity: high
-- tags: types decimals money
-- see: https://www.sqlite.org/floatingpoint.html
-- remedy: store cents as integers, or test with PostgreSQL

CREATE TABLE payments (amount DECIMAL(10, 2));
INSERT INTO payments VALUES (0.1), (0.2);
--? the sum is 0.3
SELECT sum(amount) = 0.3 FROM payments;
--? a third decimal
INSERT INTO payments VALUES (1.005);
--? amounts
SELECT amount FROM payments WHERE amount > 1;
