-- title: One word in two Unicode spellings
-- bites: a name typed on a Mac (letter and accent apart) is equal to the same name typed elsewhere in one environment, and a second user in another
-- severity: high
-- tags: text unicode normalisation unique
-- see: https://unicode.org/reports/tr15/
-- remedy: normalise to NFC in the application before storing and searching
-- depends-on: datcollate, datctype, collation_database, collation_connection

CREATE TABLE users (name VARCHAR(20) UNIQUE);
INSERT INTO users VALUES ('é');
--? with a combining accent
INSERT INTO users VALUES ('é');
--? found by the composed one
SELECT count(*) FROM users WHERE name = 'é';
