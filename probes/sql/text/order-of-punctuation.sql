-- title: The order of words with blanks, hyphens and digits
-- bites: lists, pages and merge joins done in the application rely on an order that changes with the collation's library and version
-- severity: medium
-- tags: text collation order paging
-- see: https://wiki.postgresql.org/wiki/Locale_data_changes
-- remedy: sort by a named collation (C where bytes will do), rebuild indexes after an upgrade of the C library
-- order: all
-- depends-on: datcollate, datctype, collation_database, collation_connection
-- experiment: [mysql] ALTER DATABASE COLLATE utf8mb4_bin

CREATE TABLE words (word VARCHAR(20));
INSERT INTO words VALUES ('coop'), ('co-op'), ('co op'), ('co_op'), ('co1'), ('co10'), ('co2'), ('"co"'), ('a-b'), ('ab'), ('a b');
--? sorted
SELECT word FROM words ORDER BY word;
