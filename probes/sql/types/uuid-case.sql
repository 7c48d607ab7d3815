-- title: A UUID in capitals
-- bites: an identifier from a mobile client in capitals is found in production only
-- severity: medium
-- tags: types uuid text
-- see: https://www.postgresql.org/docs/current/datatype-uuid.html
-- remedy: fold identifiers to lower case in the application

--[sqlite,postgresql]
CREATE TABLE devices (id UUID);
--[mysql]
CREATE TABLE devices (id /*M! UUID */ /*!80000 CHAR(36) */);
INSERT INTO devices VALUES ('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11');
--? found in lower case
SELECT count(*) FROM devices WHERE id = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11';
