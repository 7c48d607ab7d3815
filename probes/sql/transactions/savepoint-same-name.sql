-- title: Two savepoints of one name
-- bites: nested helpers that use one name undo the inner work only in PostgreSQL and SQLite; MySQL forgets the outer savepoint
-- severity: medium
-- tags: transactions savepoints
-- see: https://dev.mysql.com/doc/refman/8.0/en/savepoint.html
-- remedy: number savepoints, as frameworks do

CREATE TABLE steps (id INTEGER PRIMARY KEY);
BEGIN;
SAVEPOINT here;
INSERT INTO steps VALUES (1);
SAVEPOINT here;
INSERT INTO steps VALUES (2);
RELEASE SAVEPOINT here;
--? back to the outer one
ROLLBACK TO SAVEPOINT here;
--? steps
SELECT id FROM steps ORDER BY id;
