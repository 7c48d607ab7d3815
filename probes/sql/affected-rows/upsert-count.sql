-- title: The count of an upsert, in each engine's words
-- bites: MySQL counts 2 for an update and 0 for one without change: code that tells "created" from "updated" by the count is wrong elsewhere
-- severity: medium
-- tags: affected-rows upsert
-- see: https://dev.mysql.com/doc/refman/8.0/en/insert-on-duplicate.html
-- remedy: do not read the count of an upsert

CREATE TABLE hits (page VARCHAR(10) PRIMARY KEY, n INTEGER);
--? inserted
--equivalent
--[sqlite,postgresql]
INSERT INTO hits VALUES ('home', 1) ON CONFLICT (page) DO UPDATE SET n = excluded.n;
--[mysql]
INSERT INTO hits VALUES ('home', 1) ON DUPLICATE KEY UPDATE n = VALUES(n);
--? updated
--equivalent
--[sqlite,postgresql]
INSERT INTO hits VALUES ('home', 2) ON CONFLICT (page) DO UPDATE SET n = excluded.n;
--[mysql]
INSERT INTO hits VALUES ('home', 2) ON DUPLICATE KEY UPDATE n = VALUES(n);
--? unchanged
--equivalent
--[sqlite,postgresql]
INSERT INTO hits VALUES ('home', 2) ON CONFLICT (page) DO UPDATE SET n = excluded.n;
--[mysql]
INSERT INTO hits VALUES ('home', 2) ON DUPLICATE KEY UPDATE n = VALUES(n);
