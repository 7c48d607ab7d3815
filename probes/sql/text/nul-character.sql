-- title: A NUL character in a text
-- bites: a form field with a NUL inside is stored in development and is an error in production, or comes back cut off by a C string
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
