-- title: A number stored in a text column
-- bites: if the number came back as a number in one environment, keys would differ
-- severity: low
-- tags: types affinity text
-- see: https://www.sqlite.org/datatype3.html#determination_of_column_affinity
-- remedy: nothing to do while both agree

CREATE TABLE settings (value VARCHAR(20));
INSERT INTO settings VALUES (42);
--? what comes back
SELECT value FROM settings;
