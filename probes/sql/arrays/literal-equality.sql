-- title: Two spellings of one array literal, in each engine's words
-- bites: where there are no arrays, one is kept as the text it was given: '{1, 2}' is another one than '{1,2}', and rows are not found
-- severity: medium
-- tags: arrays comparison text
-- see: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-INPUT
-- remedy: a table of its own, or one function that writes such texts

--[sqlite,postgresql]
CREATE TABLE teams (members INTEGER[]);
--[mysql]
CREATE TABLE teams (members VARCHAR(100));
INSERT INTO teams VALUES ('{7, 12}');
--? found without the blank
SELECT count(*) FROM teams WHERE members = '{7,12}';
