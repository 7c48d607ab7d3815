-- title: The schemas in which a new session looks for names
-- bites: a role or database with another search_path reads and creates tables elsewhere, without an error
-- severity: medium
-- reach: read
-- tags: schemas sessions settings
-- see: https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATH
-- remedy: set search_path for the role alike everywhere, or qualify names
-- depends-on: search_path

--? before a session sets it
SELECT reset_val FROM pg_settings WHERE name = 'search_path';
