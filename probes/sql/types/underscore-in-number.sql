-- title: Underscores in a number
-- bites: 1_000 is 1000 from PostgreSQL 16 and SQLite 3.46 on, an error in PostgreSQL 15, older SQLite and MySQL, and before PostgreSQL 15 it is 1 under the name _000, silently
-- severity: medium
-- tags: types literals integers versions
-- see: https://www.postgresql.org/docs/release/16.0/
-- remedy: write plain digits

--? a thousand
SELECT 1_000;
