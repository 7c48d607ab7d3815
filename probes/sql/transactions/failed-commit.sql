-- title: COMMIT after an error in the transaction
-- bites: production answers COMMIT with a rollback and no error: the writes before the error are gone
-- severity: high
-- tags: transactions errors
-- see: https://www.postgresql.org/docs/current/sql-commit.html
-- remedy: treat any error as the end of the transaction

CREATE TABLE users (id INTEGER PRIMARY KEY);
INSERT INTO users VALUES (1);
BEGIN;
INSERT INTO users VALUES (2);
--? a duplicate
INSERT INTO users VALUES (1);
--? commit
COMMIT;
--? users
SELECT id FROM users;
