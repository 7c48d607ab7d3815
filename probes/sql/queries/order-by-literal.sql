-- title: ORDER BY a text literal
-- bites: a sort column that a query builder puts in single quotes sorts nothing in SQLite and MySQL, without a word, and is refused by PostgreSQL; bound as a parameter it sorts nothing anywhere
-- severity: medium
-- tags: queries order quoting
-- see: https://www.postgresql.org/docs/current/sql-select.html#SQL-ORDERBY
-- remedy: choose among known column names in the application

CREATE TABLE users (name VARCHAR(10));
INSERT INTO users VALUES ('bob'), ('ada');
--? by the text 'name'
SELECT name FROM users ORDER BY 'name';
--? by a parameter
--$ 'name'
SELECT name FROM users ORDER BY $1;
