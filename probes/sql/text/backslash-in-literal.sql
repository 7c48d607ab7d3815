-- title: A backslash in a text literal
-- bites: if it escaped in one environment, paths would be stored without their separators
-- severity: low
-- tags: text quoting
-- see: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS
-- remedy: nothing to do while both agree (standard_conforming_strings=on); sql_mode=NO_BACKSLASH_ESCAPES in MySQL and MariaDB
-- depends-on: standard_conforming_strings, sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')
-- experiment: [postgresql] SET standard_conforming_strings = on

--? a path
SELECT 'C:\temp\new', length('a\nb');
