-- title: COPY to a file of the server is understood by PostgreSQL only, and permitted to few roles
-- bites: an export that works with a superuser in development is not permitted to the role of production, and is no statement elsewhere
-- severity: medium
-- tags: roles permissions bulk
-- see: https://www.postgresql.org/docs/current/sql-copy.html
-- remedy: COPY TO STDOUT through the driver

CREATE TABLE users (name VARCHAR(10));
INSERT INTO users VALUES ('ada');
--? a file that takes everything
COPY users TO '/dev/null';
