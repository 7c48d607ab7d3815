-- title: A text literal with E'...'
-- bites: line ends written as E'\n' in fixtures for production cannot be read by development
-- severity: low
-- tags: text literals quoting
-- see: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS-ESCAPE
-- remedy: bind texts as parameters

--? with a line end
SELECT length(E'a\nb');
--? in dollars
SELECT $$it$$;
