-- title: Renaming a column that a CHECK names
-- bites: the same rename rewrites the check in PostgreSQL and SQLite and is refused by MySQL
-- severity: medium
-- tags: ddl migrations constraints
-- see: https://dev.mysql.com/doc/refman/8.0/en/alter-table.html
-- remedy: drop the check, rename, add it again

CREATE TABLE people (age INTEGER, CONSTRAINT adult CHECK (age >= 18));
--? renaming the column
ALTER TABLE people RENAME COLUMN age TO years;
--? a child
INSERT INTO people (years) VALUES (5);
