-- title: UNIQUE NULLS NOT DISTINCT is understood by PostgreSQL 15 and newer only
-- bites: a schema that allows one NULL only can be made in PostgreSQL from version 15 on and nowhere else
-- severity: low
-- tags: constraints unique nulls version
-- see: https://www.postgresql.org/docs/15/sql-createtable.html
-- remedy: a unique index on coalesce(column, a value that never occurs)

--? making the table
CREATE TABLE settings (tenant INTEGER, UNIQUE NULLS NOT DISTINCT (tenant));
--? a first row without a tenant
INSERT INTO settings VALUES (NULL);
--? a second one
INSERT INTO settings VALUES (NULL);
