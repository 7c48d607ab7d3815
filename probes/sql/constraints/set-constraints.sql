-- title: SET CONSTRAINTS ALL DEFERRED is not understood by SQLite and MySQL
-- bites: the transaction that puts its checks off to the end, as importers and ORMs do, is a syntax error elsewhere
-- severity: low
-- tags: constraints deferrable
-- see: https://www.postgresql.org/docs/current/sql-set-constraints.html
-- remedy: PRAGMA defer_foreign_keys in SQLite; load parents first

BEGIN;
--? putting checks off
SET CONSTRAINTS ALL DEFERRED;
