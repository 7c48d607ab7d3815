-- title: A temporary table that goes with its transaction
-- bites: a temporary table ON COMMIT DROP cannot be made elsewhere; without it, a pooled connection keeps the table for the next request
-- severity: medium
-- tags: sessions temporary transactions
-- see: https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-ON-COMMIT
-- remedy: drop temporary tables explicitly at the end of their use

BEGIN;
--? a table that lives until the commit
CREATE TEMPORARY TABLE basket (item VARCHAR(10)) ON COMMIT DROP;
COMMIT;
--? after the commit
SELECT count(*) FROM basket;
