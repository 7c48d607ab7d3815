-- title: Trailing spaces in a CHAR column
-- bites: a code that is padded by another system matches in production only
-- severity: medium
-- tags: text padding comparison
-- see: https://www.postgresql.org/docs/current/datatype-character.html
-- remedy: VARCHAR, and trimmed input

CREATE TABLE airports (code CHAR(5));
INSERT INTO airports VALUES ('TXL');
--? compared with a padded code
SELECT count(*) FROM airports WHERE code = 'TXL  ';
