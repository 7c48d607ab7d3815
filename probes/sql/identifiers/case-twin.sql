-- title: Two columns that differ in case only
-- bites: a schema with "Name" and "name" exists in production and cannot be created in development
-- severity: low
-- tags: identifiers case ddl
-- see: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
-- remedy: lower-case names everywhere

--? creating the table
--equivalent
--[sqlite,postgresql]
CREATE TABLE contacts ("Name" VARCHAR(10), "name" VARCHAR(10));
--[mysql]
CREATE TABLE contacts (`Name` VARCHAR(10), `name` VARCHAR(10));
