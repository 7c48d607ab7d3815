-- title: The sum of DECIMAL amounts
-- bites: 0.10 and 0.20 make exactly 0.30 in production and not in development: an invoice is never "paid in full"
-- severity: high
-- tags: types decimals money aggregates
-- see: https://www.sqlite.org/floatingpoint.html
-- remedy: store cents as integers

CREATE TABLE payments (amount DECIMAL(10, 2));
INSERT INTO payments VALUES (0.10), (0.20);
--? paid in full
SELECT count(*) FROM (SELECT sum(amount) AS total FROM payments) sums WHERE total = 0.30;
