-- title: A statement with more placeholders than parameters
-- bites: a forgotten parameter is NULL in development, and the query finds nothing instead of failing
-- severity: high
-- tags: parameters errors
-- see: https://www.sqlite.org/c3ref/bind_blob.html
-- remedy: use a driver that counts parameters

CREATE TABLE users (name VARCHAR(10), age INTEGER);
INSERT INTO users VALUES ('ada', 36);
--? one parameter for two
--$ 'ada'
SELECT count(*) FROM users WHERE name = $1 AND age = $2;
