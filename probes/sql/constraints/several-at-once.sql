-- title: Which of several violations is told
-- bites: if the engines told another one first, code that reads the error to say which field is wrong would name another field
-- severity: low
-- tags: constraints errors
-- see: https://www.postgresql.org/docs/current/errcodes-appendix.html
-- remedy: nothing to do while all agree; validate in the application, and tell all that is wrong

CREATE TABLE people (id INTEGER PRIMARY KEY, age INTEGER CHECK (age >= 18), name VARCHAR(10) NOT NULL);
INSERT INTO people VALUES (1, 36, 'ada');
--? a check and a missing name
INSERT INTO people VALUES (2, 5, NULL);
--? a check and a duplicate key
INSERT INTO people VALUES (1, 5, 'bob');
--? a duplicate key and a missing name
INSERT INTO people VALUES (1, 20, NULL);
