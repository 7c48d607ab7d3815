-- title: Renaming a column that a CHECK names
-- bites: the same rename rewrites the check in PostgreSQL and SQLite and is refused by MySQL
-- severity: medium
-- tags: ddl migrations constraints
-- see: https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html#error_er_dependent_by_check_constraint
-- remedy: drop the check, rename, add it again

CREATE TABLE people (age INTEGER, CONSTRAINT adult CHECK (age >= 18));
--? renaming the column
ALTER TABLE people RENAME COLUMN age TO years;
--? a child
INSERT INTO people (years) VALUES (5);
