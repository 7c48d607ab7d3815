-- title: TRUNCATE in a transaction that is rolled back, in each engine's words
-- bites: PostgreSQL brings the rows back, as SQLite does after its DELETE; MySQL commits with the TRUNCATE: the rows are gone
-- severity: high
-- tags: ddl transactions
-- see: https://dev.mysql.com/doc/refman/8.0/en/truncate-table.html
-- remedy: DELETE FROM where it must be undone

CREATE TABLE logs (id INTEGER);
INSERT INTO logs VALUES (1);
BEGIN;
--[sqlite]
DELETE FROM logs;
--[postgresql,mysql]
TRUNCATE TABLE logs;
ROLLBACK;
--? rows after the rollback
SELECT count(*) FROM logs;
