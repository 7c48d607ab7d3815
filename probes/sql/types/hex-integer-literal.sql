-- title: A hexadecimal number in a query
-- bites: 0x10 is 16 in SQLite and PostgreSQL 16, bytes in MySQL, and junk behind a number before PostgreSQL 16
-- severity: low
-- tags: types literals integers versions
-- see: https://www.postgresql.org/docs/release/16.0/
-- remedy: write decimal numbers, or bind them

--? 0x10 plus one
SELECT 0x10 + 1;
--? 0x41 as it is
SELECT 0x41;
