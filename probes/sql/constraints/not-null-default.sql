-- title: NULL given explicitly for a column with a default
-- bites: if the default stepped in in one environment, rows would differ
-- severity: low
-- tags: constraints nulls
-- see: https://www.postgresql.org/docs/current/ddl-default.html
-- remedy: nothing to do while both agree

CREATE TABLE jobs (state VARCHAR(10) DEFAULT 'new', n INTEGER);
INSERT INTO jobs VALUES (NULL, 1);
INSERT INTO jobs (n) VALUES (2);
--? states
SELECT n, state FROM jobs;
