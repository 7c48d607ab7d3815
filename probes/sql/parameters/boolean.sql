-- title: A boolean parameter for a boolean column
-- bites: the flag comes back as 1 in development and as true in production, which JSON and templates show
-- severity: medium
-- tags: parameters booleans types
-- see: https://www.sqlite.org/datatype3.html#boolean_datatype
-- remedy: convert flags in the application

CREATE TABLE users (active BOOLEAN);
--? written
--$ true
INSERT INTO users VALUES ($1);
--? read
SELECT active FROM users;
