-- title: coalesce() of a date and 0
-- bites: "the date or 0" is answered by SQLite and MySQL and a type error in PostgreSQL
-- severity: medium
-- tags: dates nulls casts
-- see: https://www.postgresql.org/docs/current/typeconv-union-case.html
-- remedy: coalesce with a date, or in the application

CREATE TABLE accounts (closed DATE);
INSERT INTO accounts VALUES (NULL);
--? the date or zero
SELECT coalesce(closed, 0) FROM accounts;
