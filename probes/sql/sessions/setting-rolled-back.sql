-- title: A session's setting changed in a transaction that is rolled back, in each engine's words
-- bites: PostgreSQL takes the setting back; in MySQL and SQLite that of a failed request stays on the pooled connection, and the next one computes in a foreign time zone
-- severity: medium
-- tags: sessions transactions settings
-- see: https://www.postgresql.org/docs/current/sql-set.html
-- remedy: reset the settings of a connection when it goes back to the pool

--[sqlite]
PRAGMA recursive_triggers = OFF;
--[postgresql]
SET TIME ZONE 'UTC';
--[mysql]
SET time_zone = '+00:00';
BEGIN;
--? setting it
--equivalent
--[sqlite]
PRAGMA recursive_triggers = ON;
--[postgresql]
SET TIME ZONE INTERVAL '+05:00' HOUR TO MINUTE;
--[mysql]
SET time_zone = '+05:00';
ROLLBACK;
--? whether it is still set
--equivalent
--[sqlite]
SELECT CASE WHEN recursive_triggers = 0 THEN 'no' ELSE 'yes' END FROM pragma_recursive_triggers;
--[postgresql]
SELECT CASE WHEN current_setting('TimeZone') = 'UTC' THEN 'no' ELSE 'yes' END;
--[mysql]
SELECT CASE WHEN @@session.time_zone = '+00:00' THEN 'no' ELSE 'yes' END;
