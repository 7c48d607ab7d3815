-- title: PRAGMA is understood by SQLite only
-- bites: start-up code that sets up SQLite by PRAGMA fails at once elsewhere; guarded by a try, it aborts PostgreSQL's transaction
-- severity: low
-- tags: sessions settings
-- see: https://www.sqlite.org/pragma.html
-- remedy: set up the connection where its engine is known

BEGIN;
--? a setting
PRAGMA foreign_keys = ON;
--? the next statement of the transaction
SELECT 1 + 1;
