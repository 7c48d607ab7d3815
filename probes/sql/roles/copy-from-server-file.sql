-- title: COPY from a file of the server
-- bites: an import that works with a superuser in development is not permitted to the role of production, and is no statement elsewhere
-- severity: medium
-- tags: roles permissions bulk
-- see: https://www.postgresql.org/docs/current/sql-copy.html
-- remedy: COPY FROM STDIN through the driver

CREATE TABLE users (name VARCHAR(10));
--? a file that is not there
COPY users FROM '/nonexistent/users.csv';
