-- title: Whether = tells letters with accents from those without
-- bites: MySQL's default collations take 'ete' and 'été' for one: the second account is refused as a duplicate there and made elsewhere
-- severity: high
-- tags: text collation unique unicode comparison
-- see: https://dev.mysql.com/doc/refman/8.0/en/charset-collation-names.html
-- remedy: give such columns a binary or accent-sensitive collation, or store a normalised key beside them
-- depends-on: datcollate, datctype, collation_database, collation_connection
-- experiment: [mysql] ALTER DATABASE COLLATE utf8mb4_bin

CREATE TABLE words (word VARCHAR(20) UNIQUE);
INSERT INTO words VALUES ('ete');
--? with accents
INSERT INTO words VALUES ('été');
--? in capitals
INSERT INTO words VALUES ('ETE');
--? words equal to 'ete'
SELECT word FROM words WHERE word = 'ete';
