-- title: Write skew at the default isolation level
-- bites: two transactions each check that the other doctor stays on call, and in production both leave
-- severity: high
-- tags: isolation concurrency anomalies
-- see: https://www.postgresql.org/docs/current/transaction-iso.html
-- remedy: SERIALIZABLE with retries, or SELECT ... FOR UPDATE of the rows that were checked
-- depends-on: default_transaction_isolation
-- experiment: [postgresql] SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE

--@ A
CREATE TABLE doctors (name VARCHAR(10) PRIMARY KEY, on_call INTEGER NOT NULL);
INSERT INTO doctors VALUES ('Ada', 1), ('Ben', 1);
BEGIN;
--? on call, as A sees it
SELECT count(*) FROM doctors WHERE on_call = 1;
--@ B
BEGIN;
--? on call, as B sees it
SELECT count(*) FROM doctors WHERE on_call = 1;
--@ A
--? A leaves
UPDATE doctors SET on_call = 0 WHERE name = 'Ada';
--@ B
--? B leaves
UPDATE doctors SET on_call = 0 WHERE name = 'Ben';
--? B commits
COMMIT;
--@ A
--? A commits
COMMIT;
--? still on call
SELECT count(*) FROM doctors WHERE on_call = 1;
