-- title: A text column compared with the number 0
-- bites: where texts are cast, every token that begins with a letter equals 0: a JSON body with a number instead of a token logs in as the first user
-- severity: high
-- tags: types casts comparison security
-- see: https://dev.mysql.com/doc/refman/8.0/en/type-conversion.html
-- remedy: check the type of what comes in; bind texts as texts

CREATE TABLE sessions (token VARCHAR(10));
INSERT INTO sessions VALUES ('secret'), ('0'), ('7up');
--? equal to 0
SELECT token FROM sessions WHERE token = 0;
--? equal to 7
SELECT token FROM sessions WHERE token = 7;
