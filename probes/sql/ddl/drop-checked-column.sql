-- title: Dropping a column that a CHECK names
-- bites: PostgreSQL drops the check along with the column, also one over two columns; the others refuse the migration
-- severity: medium
-- tags: ddl migrations constraints
-- see: https://www.postgresql.org/docs/current/sql-altertable.html
-- remedy: drop the check first, and make the one that is wanted

CREATE TABLE bookings (first_day INTEGER, last_day INTEGER, CONSTRAINT in_order CHECK (first_day <= last_day));
--? dropping the column
ALTER TABLE bookings DROP COLUMN last_day;
