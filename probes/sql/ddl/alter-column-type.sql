-- title: ALTER COLUMN TYPE does not exist in SQLite
-- bites: a migration that widens a column cannot be rehearsed in development, or is written in another way that production never runs
-- severity: high
-- tags: ddl migrations
-- see: https://www.sqlite.org/lang_altertable.html
-- remedy: rehearse migrations on PostgreSQL

CREATE TABLE invoices (id INTEGER, total INTEGER);
INSERT INTO invoices VALUES (1, 5);
--? widening a column
ALTER TABLE invoices ALTER COLUMN total TYPE NUMERIC(12, 2);
--? what is stored
SELECT total FROM invoices;
