-- title: A UNIQUE column takes several NULLs
-- bites: if it did not, a second user without an e-mail address would be refused in one environment
-- severity: low
-- tags: nulls constraints unique
-- see: https://www.sqlite.org/nulls.html
-- remedy: nothing to do while both agree

CREATE TABLE users (email VARCHAR(50) UNIQUE);
INSERT INTO users VALUES (NULL);
--? a second one
INSERT INTO users VALUES (NULL);
