-- title: Whether 'ß' equals 'ss'
-- bites: 'Strasse' finds 'Straße' in one environment only (most of MySQL's collations), and a unique street name is refused there
-- severity: medium
-- tags: text unicode collation unique
-- see: https://dev.mysql.com/doc/refman/8.0/en/charset-unicode-sets.html
-- remedy: name the collation, or compare a key that the application has folded
-- depends-on: datcollate, datctype, collation_database, collation_connection
-- experiment: [mysql] ALTER DATABASE COLLATE utf8mb4_bin

CREATE TABLE streets (name VARCHAR(20) UNIQUE);
INSERT INTO streets VALUES ('Straße');
--? spelled with ss
INSERT INTO streets VALUES ('Strasse');
--? spelled with s
INSERT INTO streets VALUES ('Strase');
--? found by ss
SELECT name FROM streets WHERE name = 'Strasse';
