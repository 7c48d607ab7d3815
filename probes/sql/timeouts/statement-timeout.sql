-- title: A statement that runs past statement_timeout
-- bites: production cancels the report and aborts its transaction; in development it runs as long as it likes, and the handling of the error is never seen
-- severity: medium
-- tags: timeouts transactions errors
-- see: https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-STATEMENT-TIMEOUT
-- remedy: set the same timeout in development; test what happens when it strikes

CREATE TABLE reports (id INTEGER);
BEGIN;
INSERT INTO reports VALUES (1);
--? a timeout of 200 milliseconds
SET LOCAL statement_timeout = 200;
--? a slow query
SELECT pg_sleep(5) IS NULL;
--? the transaction afterwards
SELECT count(*) FROM reports;
