-- title: A NUL character in a text, in each engine's words
-- bites: a form field with a NUL inside is stored in SQLite, whose length() stops there, and is an error in PostgreSQL
-- severity: high
-- tags: text nul encoding
-- see: https://www.sqlite.org/nulinstr.html
-- remedy: strip NUL in the application

CREATE TABLE fields (content VARCHAR(10));
--? stored
--equivalent
--[sqlite]
INSERT INTO fields VALUES ('a' || char(0) || 'b');
--[postgresql]
INSERT INTO fields VALUES ('a' || chr(0) || 'b');
--[mysql]
INSERT INTO fields VALUES (concat('a', char(0 USING utf8mb4), 'b'));
--? length
SELECT length(content) FROM fields;
--? found by what comes before it
SELECT count(*) FROM fields WHERE content = 'a';
