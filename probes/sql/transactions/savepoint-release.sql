-- title: Rolling back to a savepoint
-- bites: if it differed, retries within a transaction would
-- severity: low
-- tags: transactions savepoints
-- see: https://www.postgresql.org/docs/current/sql-rollback-to.html
-- remedy: nothing to do while both agree

CREATE TABLE users (id INTEGER PRIMARY KEY);
BEGIN;
INSERT INTO users VALUES (1);
SAVEPOINT before_two;
INSERT INTO users VALUES (2);
ROLLBACK TO SAVEPOINT before_two;
COMMIT;
--? users
SELECT id FROM users;
