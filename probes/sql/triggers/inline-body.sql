-- title: A trigger with its statements in its body
-- bites: triggers written for SQLite or MySQL cannot be made in PostgreSQL, which wants a function
-- severity: medium
-- tags: triggers ddl
-- see: https://www.postgresql.org/docs/current/sql-createtrigger.html
-- remedy: keep triggers per engine, and test each

CREATE TABLE users (id INTEGER, name VARCHAR(10));
CREATE TABLE log (entry VARCHAR(10));
--? making the trigger
--{
CREATE TRIGGER logged AFTER INSERT ON users FOR EACH ROW BEGIN INSERT INTO log VALUES ('inserted'); END
--}
INSERT INTO users VALUES (1, 'ada');
--? the log
SELECT count(*) FROM log;
