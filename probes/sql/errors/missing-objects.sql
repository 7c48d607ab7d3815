-- title: Errors for what does not exist
-- bites: code that tells a missing table from a missing column by the class of the error would take the wrong branch where an engine classes them otherwise
-- severity: low
-- tags: errors
-- see: https://www.postgresql.org/docs/current/errcodes-appendix.html
-- remedy: look at the class of an error, never at its text; nothing to do while all agree

CREATE TABLE users (id INTEGER, name VARCHAR(10));
CREATE TABLE orders (id INTEGER);
--? an unknown table
SELECT * FROM usres;
--? an unknown column
SELECT nmae FROM users;
--? an unknown function
SELECT uper(name) FROM users;
--? an ambiguous column
SELECT id FROM users, orders;
--? an unknown index
--equivalent
--[sqlite,postgresql]
DROP INDEX nowhere;
--[mysql]
DROP INDEX nowhere ON users;
