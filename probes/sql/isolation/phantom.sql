-- title: Counting twice in one transaction while another inserts
-- bites: a limit that was checked is exceeded when the row is written, in production
-- severity: medium
-- tags: isolation anomalies
-- see: https://www.postgresql.org/docs/current/transaction-iso.html
-- remedy: SERIALIZABLE, or a constraint in the database
-- depends-on: default_transaction_isolation, journal_mode, tx_isolation, transaction_isolation
-- experiment: [postgresql] SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE
-- experiment: [sqlite] PRAGMA journal_mode = WAL
-- experiment: [postgresql] SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ
-- experiment: [mysql] SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED

--@ A
CREATE TABLE bookings (room INTEGER);
INSERT INTO bookings VALUES (1);
BEGIN;
--? first count
SELECT count(*) FROM bookings;
--@ B
--? another books
INSERT INTO bookings VALUES (1);
--@ A
--? second count
SELECT count(*) FROM bookings;
