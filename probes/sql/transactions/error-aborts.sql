-- title: A failed statement aborts the whole transaction in PostgreSQL only
-- bites: code that catches a duplicate key and goes on in the same transaction works in development and fails in production
-- severity: high
-- tags: transactions errors
-- see: https://www.postgresql.org/docs/current/tutorial-transactions.html
-- remedy: put a SAVEPOINT before a statement that may fail, or use ON CONFLICT

CREATE TABLE users (email VARCHAR(50) PRIMARY KEY);
INSERT INTO users VALUES ('a@example.org');
BEGIN;
--? a duplicate key
INSERT INTO users VALUES ('a@example.org');
--? the next statement
INSERT INTO users VALUES ('b@example.org');
--? commit
COMMIT;
--? users afterwards
SELECT email FROM users;
