-- title: A text column compared with the number 0
-- bites: MySQL takes every token that begins with a letter for 0: a JSON body with a number for its token logs in as the first user; SQLite compares texts and PostgreSQL refuses
-- severity: high
-- tags: types casts comparison security
-- see: https://dev.mysql.com/doc/refman/8.0/en/type-conversion.html
-- remedy: check the type of what comes in; bind texts as texts

CREATE TABLE sessions (token VARCHAR(10));
INSERT INTO sessions VALUES ('secret'), ('0');
--? equal to 0
SELECT token FROM sessions WHERE token = 0;
