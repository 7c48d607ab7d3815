-- title: Two different emoji compared
-- bites: MySQL's utf8mb4_general_ci and utf8mb4_unicode_ci take all emoji for one: a reaction or a tag is found by any other, and a unique one is refused
-- severity: high
-- tags: text unicode collation unique
-- see: https://dev.mysql.com/doc/refman/8.0/en/charset-unicode-sets.html
-- remedy: a binary collation for such columns
-- depends-on: datcollate, datctype, collation_database, collation_connection
-- experiment: [mysql] ALTER DATABASE COLLATE utf8mb4_bin

CREATE TABLE reactions (symbol VARCHAR(10) UNIQUE);
INSERT INTO reactions VALUES ('😀');
--? another one
INSERT INTO reactions VALUES ('🎉');
--? found by the first
SELECT symbol FROM reactions WHERE symbol = '😀';
