-- title: Collations that the server's operating system brings
-- bites: COLLATE "en_US.utf8" or "de_DE.utf8" is refused in a container without locales
-- severity: medium
-- tags: text collations settings
-- see: https://www.postgresql.org/docs/current/collation.html#COLLATION-MANAGING
-- remedy: install the locales that production has, or use collations of ICU
-- depends-on: collations

--? American English
SELECT 'a' COLLATE "en_US.utf8" < 'B';
--? German
SELECT 'a' COLLATE "de_DE.utf8" < 'B';
--? American English, of ICU
SELECT 'a' COLLATE "en-US-x-icu" < 'B';
