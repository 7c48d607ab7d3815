-- title: SELECT ... FROM user
-- bites: without quotes PostgreSQL answers with the name of the session's role instead of the rows of the table: one row, whatever is in it
-- severity: high
-- tags: identifiers quoting
-- see: https://www.postgresql.org/docs/current/functions-info.html
-- remedy: call the table users

--[sqlite,mysql]
CREATE TABLE user (id INTEGER);
--[postgresql]
CREATE TABLE "user" (id INTEGER);
--? rows of the empty table
SELECT count(*) FROM user;
