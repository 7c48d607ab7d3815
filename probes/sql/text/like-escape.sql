-- title: A backslash in LIKE escapes in PostgreSQL and is a character in SQLite
-- bites: a search for '100\%' finds other rows, and an escaping helper written for one engine opens wildcards in the other
-- severity: high
-- tags: text like search escape
-- see: https://www.postgresql.org/docs/current/functions-matching.html#FUNCTIONS-LIKE
-- remedy: always write ESCAPE with the pattern
-- depends-on: standard_conforming_strings
-- experiment: [postgresql] SET standard_conforming_strings = on

CREATE TABLE offers (label VARCHAR(20));
INSERT INTO offers VALUES ('100%'), ('100 pieces'), ('100\%');
--? labels like '100\%'
SELECT label FROM offers WHERE label LIKE '100\%';
--? with the escape stated
SELECT label FROM offers WHERE label LIKE '100!%' ESCAPE '!';
