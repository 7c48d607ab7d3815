-- title: START TRANSACTION is not understood by SQLite
-- bites: the standard's word is a syntax error in SQLite: scripts that begin so write every statement for itself there
-- severity: medium
-- tags: transactions
-- see: https://www.sqlite.org/lang_transaction.html
-- remedy: BEGIN, which all three know

CREATE TABLE users (id INTEGER);
--? beginning
START TRANSACTION;
INSERT INTO users VALUES (1);
--? undoing
ROLLBACK;
--? users
SELECT count(*) FROM users;
