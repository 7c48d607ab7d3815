-- title: A session's time zone set in a transaction that is rolled back
-- bites: in MySQL the setting of a failed request stays on the pooled connection, and the next request computes in a foreign time zone
-- severity: medium
-- tags: sessions transactions settings
-- see: https://www.postgresql.org/docs/current/sql-set.html
-- remedy: reset the settings of a connection when it goes back to the pool

--[postgresql]
SET TIME ZONE 'UTC';
--[mysql]
SET time_zone = '+00:00';
BEGIN;
--? setting the time zone
--equivalent
--[postgresql,sqlite]
SET TIME ZONE INTERVAL '+05:00' HOUR TO MINUTE;
--[mysql]
SET time_zone = '+05:00';
ROLLBACK;
--? whether it is still set
--equivalent
--[postgresql,sqlite]
SELECT CASE WHEN current_setting('TimeZone') = 'UTC' THEN 'no' ELSE 'yes' END;
--[mysql]
SELECT CASE WHEN @@session.time_zone = '+00:00' THEN 'no' ELSE 'yes' END;
