-- title: Trailing spaces count in comparisons of VARCHAR
-- bites: if they did not, a user name with a trailing blank would be taken in one environment and free in the other
-- severity: low
-- tags: text comparison
-- see: https://www.postgresql.org/docs/current/datatype-character.html
-- remedy: nothing to do while both agree; trim input in the application

CREATE TABLE users (name VARCHAR(20));
INSERT INTO users VALUES ('bob'), ('bob ');
--? rows equal to 'bob'
SELECT count(*) FROM users WHERE name = 'bob';
