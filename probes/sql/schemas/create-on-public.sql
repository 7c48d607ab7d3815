-- title: Whether the user may create tables in the schema public
-- bites: a migration that names no schema is refused where PostgreSQL 15 or later made the database, and runs where it was upgraded
-- severity: medium
-- reach: read
-- tags: schemas permissions settings versions
-- see: https://www.postgresql.org/docs/15/release-15.html
-- remedy: a schema of the application's own, or GRANT CREATE ON SCHEMA public
-- depends-on: create_on_public

--? allowed
SELECT has_schema_privilege('public', 'CREATE');
