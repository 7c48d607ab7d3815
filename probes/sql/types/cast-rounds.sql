-- title: Casting a fraction to an integer truncates in SQLite and rounds in PostgreSQL
-- bites: 2.7 becomes 2 in development and 3 in production, in invoices and pagination
-- severity: high
-- tags: types casts rounding
-- see: https://www.postgresql.org/docs/current/datatype-numeric.html
-- remedy: use round(), floor() or ceil() explicitly

--? fractions cast
--equivalent
--[sqlite,postgresql]
SELECT CAST(2.7 AS INTEGER), CAST(2.5 AS INTEGER), CAST(-2.7 AS INTEGER);
--[mysql]
SELECT CAST(2.7 AS SIGNED), CAST(2.5 AS SIGNED), CAST(-2.7 AS SIGNED);
