-- title: Asking for an isolation level after the first query
-- bites: a level that is asked for too late is refused by PostgreSQL; where it is merely taken for the next transaction, the work runs at another level than thought
-- severity: medium
-- tags: transactions isolation
-- see: https://www.postgresql.org/docs/current/sql-set-transaction.html
-- remedy: ask for the level when the transaction begins

CREATE TABLE users (id INTEGER);
BEGIN;
--? a query
SELECT count(*) FROM users;
--? then the level
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
