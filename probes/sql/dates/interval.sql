-- title: INTERVAL arithmetic
-- bites: due dates computed with INTERVAL cannot be tested in development
-- severity: medium
-- tags: dates intervals
-- see: https://www.postgresql.org/docs/current/functions-datetime.html
-- remedy: compute dates in the application

CREATE TABLE invoices (issued DATE);
INSERT INTO invoices VALUES ('2024-01-31');
--? a month later, in PostgreSQL's words
SELECT issued + INTERVAL '1 month' FROM invoices;
--? a month later, in SQLite's words
SELECT date(issued, '+1 month') FROM invoices;
