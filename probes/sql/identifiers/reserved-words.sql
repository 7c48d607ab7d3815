-- title: Words that cannot be the name of a column without quotes
-- bites: a column called key, user or rank is fine in one engine and a syntax error in the next: the schema cannot move
-- severity: medium
-- tags: identifiers ddl migrations
-- see: https://dev.mysql.com/doc/refman/8.0/en/keywords.html
-- remedy: longer names (sort_key, user_name), which no engine will ever reserve

--? key
CREATE TABLE words_key (key INTEGER);
--? user
CREATE TABLE words_user (user INTEGER);
--? index
CREATE TABLE words_index (index INTEGER);
--? rank
CREATE TABLE words_rank (rank INTEGER);
--? offset
CREATE TABLE words_offset (offset INTEGER);
--? groups
CREATE TABLE words_groups (groups INTEGER);
--? end
CREATE TABLE words_end (end INTEGER);
--? value
CREATE TABLE words_value (value INTEGER);
--? order
CREATE TABLE words_order (order INTEGER);
