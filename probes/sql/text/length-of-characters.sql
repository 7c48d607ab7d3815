-- title: length() counts characters, not bytes
-- bites: if it counted bytes in one environment, limits on names with accents would differ
-- severity: low
-- tags: text unicode functions
-- see: https://www.postgresql.org/docs/current/functions-string.html
-- remedy: nothing to do while both agree

--? of a word with an umlaut
SELECT length('Ärger'), length('日本');
