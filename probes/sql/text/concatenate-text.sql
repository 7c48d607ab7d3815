-- title: The operator || between two texts
-- bites: MySQL and MariaDB read || as OR: a full name becomes 0 or 1 without an error, and a filter built with it matches nothing
-- severity: high
-- tags: text operators functions
-- see: https://dev.mysql.com/doc/refman/8.0/en/logical-operators.html
-- remedy: concat() where both know it, or join texts in the application; sql_mode=PIPES_AS_CONCAT in MySQL and MariaDB
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',PIPES_AS_CONCAT')

CREATE TABLE users (first VARCHAR(10), last VARCHAR(10));
INSERT INTO users VALUES ('Ada', 'Lovelace');
--? the full name
SELECT first || ' ' || last FROM users;
--? found by the full name
SELECT count(*) FROM users WHERE first || ' ' || last = 'Ada Lovelace';
