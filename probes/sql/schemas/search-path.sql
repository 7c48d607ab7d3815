-- title: Where a name without a schema is looked for
-- bites: code that sets search_path for a tenant cannot run elsewhere; in PostgreSQL it decides silently whose rows are read
-- severity: medium
-- tags: schemas sessions
-- see: https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATH
-- remedy: qualify names, or one database user for each tenant

CREATE TABLE users (id INTEGER);
--? another search path
SET search_path TO pg_catalog;
--? the table
SELECT count(*) FROM users;
