-- title: A named lock that outlives the transaction
-- bites: the lock that keeps a job from running twice does not exist in SQLite; where it exists, a rollback does not give it back
-- severity: medium
-- tags: locking advisory
-- see: https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
-- remedy: release it in a finally block; test the job against the production engine

--@ A
CREATE TABLE jobs (id INTEGER);
BEGIN;
--? A takes the lock
--equivalent
--[sqlite,postgresql]
SELECT CASE WHEN pg_try_advisory_lock(${number}) THEN 'taken' ELSE 'refused' END;
--[mysql]
SELECT CASE WHEN get_lock('${name}', 0) = 1 THEN 'taken' ELSE 'refused' END;
ROLLBACK;
--@ B
--? B tries after A's rollback
--equivalent
--[sqlite,postgresql]
SELECT CASE WHEN pg_try_advisory_lock(${number}) THEN 'taken' ELSE 'refused' END;
--[mysql]
SELECT CASE WHEN get_lock('${name}', 0) = 1 THEN 'taken' ELSE 'refused' END;
--@ A
--? A gives it back
--equivalent
--[sqlite,postgresql]
SELECT CASE WHEN pg_advisory_unlock(${number}) THEN 'given back' ELSE 'not held' END;
--[mysql]
SELECT CASE WHEN release_lock('${name}') = 1 THEN 'given back' ELSE 'not held' END;
