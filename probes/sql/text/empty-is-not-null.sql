-- title: The empty string is not NULL
-- bites: if it were, required fields left blank would be refused in one environment only
-- severity: low
-- tags: text nulls
-- see: https://www.postgresql.org/docs/current/functions-comparison.html
-- remedy: nothing to do while both agree

CREATE TABLE notes (body VARCHAR(20) NOT NULL);
--? an empty note
INSERT INTO notes VALUES ('');
--? notes with no text
SELECT count(*) FROM notes WHERE body IS NULL;
