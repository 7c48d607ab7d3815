-- title: The operator || with two numbers
-- bites: a query that glues two numeric columns together works in development and is refused in production
-- severity: medium
-- tags: text operators types
-- see: https://www.postgresql.org/docs/current/functions-string.html
-- remedy: cast the operands to text explicitly; sql_mode=PIPES_AS_CONCAT in MySQL and MariaDB
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',PIPES_AS_CONCAT')

CREATE TABLE lots (year INTEGER, number INTEGER);
INSERT INTO lots VALUES (2024, 7);
--? year and number
SELECT year || number FROM lots;
--? with a text between
SELECT year || '-' || number FROM lots;
