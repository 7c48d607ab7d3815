-- title: The order of UUIDs
-- bites: pages sorted by a UUID key come in another order where the engine compares its parts in another order (MariaDB)
-- severity: medium
-- tags: types uuid order paging
-- see: https://mariadb.com/kb/en/uuid-data-type/
-- remedy: sort by a column made for it
-- order: all

--[sqlite,postgresql]
CREATE TABLE events (id UUID);
--[mysql]
CREATE TABLE events (id /*M! UUID */ /*!80000 CHAR(36) */);
INSERT INTO events VALUES ('10000000-0000-1000-8000-000000000002'), ('20000000-0000-1000-8000-000000000001'), ('00000003-0000-1001-8000-000000000000');
--? sorted
SELECT id FROM events ORDER BY id;
