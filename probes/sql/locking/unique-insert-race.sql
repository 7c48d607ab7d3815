-- title: Two open transactions insert the same key
-- bites: the second insert waits for the first transaction in production, and may fail minutes later
-- severity: high
-- tags: locking unique concurrency
-- see: https://www.postgresql.org/docs/current/index-unique-checks.html
-- remedy: keep transactions short; ON CONFLICT DO NOTHING; busy_timeout in SQLite, so that it waits as well
-- depends-on: busy_timeout

--@ A
CREATE TABLE users (email VARCHAR(20) PRIMARY KEY);
BEGIN;
INSERT INTO users VALUES ('a@example.org');
--@ B
--? the same key
INSERT INTO users VALUES ('a@example.org');
--@ A
--? the first commits
COMMIT;
--? users
SELECT count(*) FROM users;
