-- title: A hexadecimal number in a query
-- bites: 0x41 is 65 in SQLite and PostgreSQL from 16 on, the text A in MySQL, an error in PostgreSQL 15, and before that 0 under the name x41, silently
-- severity: low
-- tags: types literals integers versions
-- see: https://www.postgresql.org/docs/release/16.0/
-- remedy: write decimal numbers, or bind them

--? 0x10 plus one
SELECT 0x10 + 1;
--? 0x41 as it is
SELECT 0x41;
