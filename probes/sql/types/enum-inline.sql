-- title: An ENUM written into the column, and one made by CREATE TYPE
-- bites: a migration made for MySQL cannot be run by the other engines, and PostgreSQL's CREATE TYPE by none of the others
-- severity: medium
-- tags: types enums ddl migrations
-- see: https://dev.mysql.com/doc/refman/8.0/en/enum.html
-- remedy: VARCHAR with a CHECK, or a table of values

--? in the column
CREATE TABLE tickets (priority ENUM('low', 'high') CHARACTER SET utf8mb4);
--? as a type
CREATE TYPE priority AS ENUM ('low', 'high');
