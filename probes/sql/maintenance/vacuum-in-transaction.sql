-- title: VACUUM inside a transaction
-- bites: a clean-up job inside the transaction that many drivers open is refused; PostgreSQL then refuses the rest of the transaction too
-- severity: low
-- tags: maintenance transactions
-- see: https://www.postgresql.org/docs/current/sql-vacuum.html
-- remedy: a connection in autocommit mode for maintenance

CREATE TABLE users (id INTEGER);
BEGIN;
INSERT INTO users VALUES (1);
--? vacuuming
--equivalent
--[postgresql]
VACUUM users;
--[sqlite,mysql]
VACUUM;
--? what the transaction can still do
INSERT INTO users VALUES (2);
