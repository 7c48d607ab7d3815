-- title: Row level security
-- bites: a superuser, as in development, sees the rows of all tenants, whatever the policy says; a policy that is wrong is found in production only
-- severity: high
-- tags: roles permissions tenants
-- see: https://www.postgresql.org/docs/current/ddl-rowsecurity.html
-- remedy: test with a role like that of production, neither superuser nor BYPASSRLS
-- depends-on: bypasses_row_security

CREATE TABLE notes (tenant INTEGER);
INSERT INTO notes VALUES (1), (2);
--? switching it on
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
--? for the owner too
ALTER TABLE notes FORCE ROW LEVEL SECURITY;
--? a policy
CREATE POLICY own_tenant ON notes USING (tenant = 1);
--? rows that are seen
SELECT tenant FROM notes ORDER BY tenant;
