-- title: A value that the enumeration does not have, in each engine's words
-- bites: a filter from a URL finds nothing in development and is an input error in production
-- severity: medium
-- tags: types enums errors search
-- see: https://www.postgresql.org/docs/current/datatype-enum.html
-- remedy: validate against the list in the application

--[sqlite]
CREATE TABLE tickets (priority VARCHAR(10) CHECK (priority IN ('low', 'high')));
--[mysql]
CREATE TABLE tickets (priority ENUM('low', 'high'));
--[postgresql]
CREATE TYPE priority AS ENUM ('low', 'high');
--[postgresql]
CREATE TABLE tickets (priority priority);
INSERT INTO tickets VALUES ('low');
--? searched
SELECT count(*) FROM tickets WHERE priority = 'urgent';
--? searched in capitals
SELECT count(*) FROM tickets WHERE priority = 'LOW';
--? searched by a part
SELECT count(*) FROM tickets WHERE priority LIKE 'lo%';
