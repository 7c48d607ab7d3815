-- title: A name longer than 63 bytes
-- bites: production cuts long names of constraints and indexes, so that two become one
-- severity: medium
-- tags: identifiers limits
-- see: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
-- remedy: name constraints and indexes yourself, in fewer than 63 bytes

--? a name of 72 bytes
CREATE TABLE a_table_whose_name_is_much_longer_than_anybody_would_like_it_to_be_first (id INTEGER);
--? another that begins alike
CREATE TABLE a_table_whose_name_is_much_longer_than_anybody_would_like_it_to_be_second (id INTEGER);
