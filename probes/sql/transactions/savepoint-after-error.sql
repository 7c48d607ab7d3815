-- title: Going on after an error by a savepoint
-- bites: if it did not work everywhere, "insert, or update when it is there" within a transaction would lose the transaction
-- severity: low
-- tags: transactions savepoints errors
-- see: https://www.postgresql.org/docs/current/sql-rollback-to.html
-- remedy: nothing to do while all agree

CREATE TABLE users (id INTEGER PRIMARY KEY);
INSERT INTO users VALUES (1);
BEGIN;
INSERT INTO users VALUES (2);
SAVEPOINT before_three;
--? a duplicate
INSERT INTO users VALUES (1);
ROLLBACK TO SAVEPOINT before_three;
--? the next row
INSERT INTO users VALUES (3);
--? commit
COMMIT;
--? users
SELECT id FROM users ORDER BY id;
