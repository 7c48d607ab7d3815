-- title: Parts of a date
-- bites: reports by year use extract() in production and strftime() in development, which are never both tested
-- severity: medium
-- tags: dates functions
-- see: https://www.postgresql.org/docs/current/functions-datetime.html#FUNCTIONS-DATETIME-EXTRACT
-- remedy: store the year beside the date, or group in the application

CREATE TABLE invoices (issued DATE);
INSERT INTO invoices VALUES ('2024-03-05');
--? extract
SELECT extract(year FROM issued) FROM invoices;
--? strftime
SELECT strftime('%Y', issued) FROM invoices;
