-- title: WITH CHECK OPTION is not understood by SQLite
-- bites: the view that keeps a tenant from writing rows of another one cannot be made in development, so the guard is never tested
-- severity: medium
-- tags: views constraints
-- see: https://www.postgresql.org/docs/current/sql-createview.html
-- remedy: test the guard against the production engine

CREATE TABLE notes (tenant INTEGER, body VARCHAR(10));
--? a view of one tenant
CREATE VIEW own_notes AS SELECT tenant, body FROM notes WHERE tenant = 1 WITH CHECK OPTION;
--? a note of its own
INSERT INTO own_notes VALUES (1, 'mine');
--? a note of another tenant
INSERT INTO own_notes VALUES (2, 'theirs');
