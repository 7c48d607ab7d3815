-- title: CAST to a VARCHAR that is too short
-- bites: text that production cuts is whole in development
-- severity: medium
-- tags: types casts text
-- see: https://www.postgresql.org/docs/current/datatype-character.html
-- remedy: substr(text, 1, n)

--? cast
--equivalent
--[sqlite,postgresql]
SELECT CAST('abcdef' AS VARCHAR(3));
--[mysql]
SELECT CAST('abcdef' AS CHAR(3));
