-- title: CREATE INDEX IF NOT EXISTS is not understood by MySQL
-- bites: start-up code that makes its indexes when they are missing is a syntax error in MySQL, and fine in MariaDB, PostgreSQL and SQLite
-- severity: low
-- tags: ddl indexes migrations
-- see: https://dev.mysql.com/doc/refman/8.0/en/create-index.html
-- remedy: make indexes in migrations, once

CREATE TABLE users (name VARCHAR(10));
--? making it
CREATE INDEX IF NOT EXISTS users_name ON users (name);
--? again
CREATE INDEX IF NOT EXISTS users_name ON users (name);
