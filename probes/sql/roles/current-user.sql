-- title: CURRENT_USER
-- bites: audit columns that default to the session's user are refused by SQLite, which has none
-- severity: low
-- tags: roles audit
-- see: https://www.postgresql.org/docs/current/functions-info.html
-- remedy: let the application say who writes

--? whether there is one
SELECT CASE WHEN CURRENT_USER IS NULL THEN 'nobody' ELSE 'somebody' END;
--? as a default
CREATE TABLE notes (body VARCHAR(10), author VARCHAR(100) DEFAULT (CURRENT_USER));
