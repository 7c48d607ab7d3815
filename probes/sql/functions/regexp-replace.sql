-- title: regexp_replace(): how many matches, which case, and a backslash
-- bites: it is missing in SQLite; PostgreSQL replaces the first match, MySQL all of them, in capitals too, and its '\d' is the letter d: a slug or a masked number differs, silently
-- severity: high
-- tags: functions text regexp
-- see: https://dev.mysql.com/doc/refman/8.0/en/regexp.html
-- remedy: replace in the application; state 'g' in PostgreSQL, and write [0-9], which means the same everywhere
-- depends-on: datcollate, datctype, collation_database, collation_connection, sql_mode, standard_conforming_strings
-- experiment: [postgresql] SET standard_conforming_strings = on

--? two hyphens
SELECT regexp_replace('a-b-c', '-', '+');
--? small letters in 'ABC'
SELECT regexp_replace('ABC', '[a-z]', 'x');
--? digits as '\d'
SELECT regexp_replace('a1d', '\d', 'x');
--? digits as '[0-9]'
SELECT regexp_replace('a1d', '[0-9]', 'x');
