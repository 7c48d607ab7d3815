-- title: A VARCHAR(2000) as a key
-- bites: a table with a long unique column is made in SQLite and PostgreSQL and refused by MySQL, whose keys end at 3072 bytes
-- severity: medium
-- tags: limits indexes ddl
-- see: https://dev.mysql.com/doc/refman/8.0/en/innodb-limits.html
-- remedy: a digest of the text as the key

--? making the table
CREATE TABLE pages (url VARCHAR(2000) PRIMARY KEY);
--? a short url
INSERT INTO pages VALUES ('https://example.org/');
