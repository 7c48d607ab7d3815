-- title: Underscores in a number
-- bites: 1_000 works in PostgreSQL 16 and newer and SQLite 3.46 and newer; older ones refuse it
-- severity: low
-- tags: types literals integers versions
-- see: https://www.postgresql.org/docs/release/16.0/
-- remedy: write plain digits

--? a thousand
SELECT 1_000;
