-- title: A read-only transaction
-- bites: code that must not write is stopped in production only, or fails to start in development
-- severity: medium
-- tags: transactions
-- see: https://www.postgresql.org/docs/current/sql-set-transaction.html
-- remedy: open SQLite with mode=ro, or PRAGMA query_only

CREATE TABLE users (id INTEGER);
--? beginning it
--equivalent
--[sqlite,postgresql]
BEGIN TRANSACTION READ ONLY;
--[mysql]
START TRANSACTION READ ONLY;
--? a write
INSERT INTO users VALUES (1);
