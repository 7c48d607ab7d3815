-- title: DEFAULT 0 on a BOOLEAN column
-- bites: a migration that creates flags with DEFAULT 0 runs in development and fails in production
-- severity: medium
-- tags: types booleans ddl migrations
-- see: https://www.postgresql.org/docs/current/datatype-boolean.html
-- remedy: DEFAULT FALSE, which all know

--? the table
CREATE TABLE polls (id INTEGER, shared BOOLEAN DEFAULT 0 NOT NULL);
--? with FALSE
CREATE TABLE votes (id INTEGER, shared BOOLEAN DEFAULT FALSE NOT NULL);
