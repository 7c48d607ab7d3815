-- title: Two different emoji compared
-- bites: collations without weights for emoji take all of them for one: a reaction or a tag is found by any other, and a unique one is refused
-- severity: high
-- tags: text unicode collation unique
-- see: https://dev.mysql.com/doc/refman/8.0/en/charset-unicode-sets.html
-- remedy: a binary collation for such columns
-- depends-on: collation

CREATE TABLE reactions (symbol VARCHAR(10) UNIQUE);
INSERT INTO reactions VALUES ('😀');
--? another one
INSERT INTO reactions VALUES ('🎉');
--? found by the first
SELECT symbol FROM reactions WHERE symbol = '😀';
