-- title: A qualified column on the left of SET
-- bites: `UPDATE t SET t.a = 1` works in MySQL only: PostgreSQL looks for a composite column
-- severity: medium
-- tags: queries updates
-- see: https://www.postgresql.org/docs/current/sql-update.html
-- remedy: the bare column name

CREATE TABLE users (name VARCHAR(10));
INSERT INTO users VALUES ('ada');
--? updated
UPDATE users SET users.name = 'bob';
--? users
SELECT name FROM users;
