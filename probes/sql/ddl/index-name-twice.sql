-- title: Two indexes of one name on two tables
-- bites: index names belong to the table in MySQL and to the schema elsewhere: a schema grown on MySQL is refused by PostgreSQL and SQLite
-- severity: medium
-- tags: ddl indexes identifiers
-- see: https://www.postgresql.org/docs/current/sql-createindex.html
-- remedy: begin the name of an index with that of its table

CREATE TABLE users (name VARCHAR(10));
CREATE TABLE products (name VARCHAR(10));
CREATE INDEX by_name ON users (name);
--? the same name on another table
CREATE INDEX by_name ON products (name);
