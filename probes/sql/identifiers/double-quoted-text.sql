-- title: Text in double quotes
-- bites: a misspelt column in double quotes is taken for a text in development: the query answers nonsense instead of failing
-- severity: high
-- tags: identifiers quoting
-- see: https://www.sqlite.org/quirks.html#double_quoted_string_literals_are_accepted
-- remedy: single quotes for text; build SQLite with SQLITE_DQS=0 where possible; sql_mode=ANSI_QUOTES in MySQL and MariaDB
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')

CREATE TABLE users (name VARCHAR(10));
INSERT INTO users VALUES ('ada');
--? an unknown column in double quotes
SELECT count(*) FROM users WHERE "nmae" = 'ada';
--? compared with a text in double quotes
SELECT count(*) FROM users WHERE name = "ada";
