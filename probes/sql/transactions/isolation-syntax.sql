-- title: Asking for an isolation level
-- bites: code that asks for SERIALIZABLE cannot run in development
-- severity: medium
-- tags: transactions isolation
-- see: https://www.postgresql.org/docs/current/sql-begin.html
-- remedy: set levels through the framework, per engine

--? serializable
BEGIN ISOLATION LEVEL SERIALIZABLE;
