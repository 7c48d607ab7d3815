-- title: Several long VARCHAR columns in one table
-- bites: five columns of 4000 characters are too much for a row of MySQL (65535 bytes in all): the migration that adds the fifth fails
-- severity: medium
-- tags: limits ddl migrations
-- see: https://dev.mysql.com/doc/refman/8.0/en/column-count-limit.html
-- remedy: TEXT for long texts

CREATE TABLE pages (a VARCHAR(4000), b VARCHAR(4000), c VARCHAR(4000), d VARCHAR(4000));
--? a fifth column
ALTER TABLE pages ADD COLUMN e VARCHAR(4000);
