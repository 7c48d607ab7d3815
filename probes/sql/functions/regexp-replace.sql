-- title: regexp_replace() on a text with several matches
-- bites: PostgreSQL replaces the first match and MySQL all of them: a slug or a masked number differs, silently
-- severity: high
-- tags: functions text regexp
-- see: https://dev.mysql.com/doc/refman/8.0/en/regexp.html
-- remedy: replace in the application; state 'g' in PostgreSQL

--? two hyphens
SELECT regexp_replace('a-b-c', '-', '+');
