-- title: Text literals as E'...' and $$...$$
-- bites: line ends written as E'\n' in fixtures for PostgreSQL cannot be read by SQLite, and $$it$$ is an unbound parameter there: NULL is stored, without an error
-- severity: medium
-- tags: text literals quoting
-- see: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS-ESCAPE
-- remedy: bind texts as parameters

--? with a line end
SELECT length(E'a\nb');
--? in dollars
SELECT $$it$$;
