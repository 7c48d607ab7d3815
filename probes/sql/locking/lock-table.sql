-- title: LOCK TABLE ... IN EXCLUSIVE MODE is understood by PostgreSQL only
-- bites: the lock around a renumbering job exists in PostgreSQL only under this name; elsewhere the job does not start
-- severity: low
-- tags: locking
-- see: https://www.postgresql.org/docs/current/sql-lock.html
-- remedy: lock a row of a table made for that purpose

CREATE TABLE numbers (n INTEGER);
BEGIN;
--? locking the table
LOCK TABLE numbers IN EXCLUSIVE MODE;
