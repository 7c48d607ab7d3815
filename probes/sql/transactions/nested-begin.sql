-- title: BEGIN inside a transaction
-- bites: nested transactions fail in development and are joined silently in production
-- severity: medium
-- tags: transactions
-- see: https://www.postgresql.org/docs/current/sql-begin.html
-- remedy: SAVEPOINT for nesting

BEGIN;
--? a second begin
BEGIN;
