-- title: VARCHAR(n) limits nothing in SQLite
-- bites: text longer than the column is stored in development and refused in production, on the day that a user enters it
-- severity: high
-- tags: text length schema
-- see: https://www.sqlite.org/faq.html#q9
-- remedy: add CHECK (length(column) <= n), or validate in the application and test against PostgreSQL; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE users (nickname VARCHAR(5));
--? a value that is too long
INSERT INTO users VALUES ('much too long');
--? what is stored
SELECT nickname, length(nickname) FROM users;
