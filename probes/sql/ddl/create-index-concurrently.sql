-- title: CREATE INDEX CONCURRENTLY, and its refusal inside a transaction
-- bites: the migration that builds an index without stopping writers cannot be run in development at all
-- severity: high
-- tags: ddl migrations indexes
-- see: https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
-- remedy: run migrations against PostgreSQL, outside of a transaction

CREATE TABLE events (id INTEGER, kind VARCHAR(10));
--? building an index concurrently
CREATE INDEX CONCURRENTLY events_kind ON events (kind);
BEGIN;
--? the same inside a transaction
CREATE INDEX CONCURRENTLY events_id ON events (id);
