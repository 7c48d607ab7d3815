-- title: A UUID without hyphens, and with braces
-- bites: an identifier copied from another tool is found in PostgreSQL, with hyphens left out also in MariaDB, and never in SQLite
-- severity: medium
-- tags: types uuid comparison
-- see: https://www.postgresql.org/docs/current/datatype-uuid.html
-- remedy: write UUIDs in lower case with hyphens before storing and searching

--[sqlite,postgresql]
CREATE TABLE devices (id UUID);
--[mysql]
CREATE TABLE devices (id /*M! UUID */ /*!80000 CHAR(36) */);
INSERT INTO devices VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11');
--? without hyphens
SELECT count(*) FROM devices WHERE id = 'a0eebc999c0b4ef8bb6d6bb9bd380a11';
--? in braces
SELECT count(*) FROM devices WHERE id = '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}';
