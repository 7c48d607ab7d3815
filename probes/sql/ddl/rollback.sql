-- title: DDL is rolled back with its transaction
-- bites: if it were not, a failed migration would leave half a schema in one environment
-- severity: low
-- tags: ddl transactions
-- see: https://www.sqlite.org/lang_transaction.html
-- remedy: nothing to do while both agree

BEGIN;
CREATE TABLE users (id INTEGER);
ROLLBACK;
--? the table is gone
SELECT * FROM users;
