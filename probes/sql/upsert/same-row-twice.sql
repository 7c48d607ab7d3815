-- title: One upsert that meets the same row twice
-- bites: a batch with a duplicate key works in development and is refused in production
-- severity: high
-- tags: upsert errors
-- see: https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT
-- remedy: remove duplicates from a batch before it is sent

CREATE TABLE stock (item VARCHAR(10) PRIMARY KEY, n INTEGER);
--? a batch with a duplicate
--equivalent
--[sqlite,postgresql]
INSERT INTO stock VALUES ('pen', 1), ('pen', 2) ON CONFLICT (item) DO UPDATE SET n = excluded.n;
--[mysql]
INSERT INTO stock VALUES ('pen', 1), ('pen', 2) ON DUPLICATE KEY UPDATE n = VALUES(n);
--? stock
SELECT item, n FROM stock;
