-- title: Backticks and brackets around names
-- bites: names quoted in MySQL's or SQL Server's way work in development and are refused in production
-- severity: low
-- tags: identifiers quoting
-- see: https://www.sqlite.org/lang_keywords.html
-- remedy: double quotes

CREATE TABLE users (name VARCHAR(10));
--? backticks
SELECT count(*) FROM `users`;
--? brackets
SELECT count(*) FROM [users];
