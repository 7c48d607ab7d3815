-- title: A UUID column compared with a text column
-- bites: a join between a UUID and its copy kept as text works in development and is an operator error in production
-- severity: medium
-- tags: types uuid comparison casts
-- see: https://www.postgresql.org/docs/current/datatype-uuid.html
-- remedy: one type for one thing; cast explicitly

--[sqlite,postgresql]
CREATE TABLE users (id UUID);
--[mysql]
CREATE TABLE users (id /*M! UUID */ /*!80000 CHAR(36) */);
CREATE TABLE logins (user_id VARCHAR(36));
INSERT INTO users VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11');
INSERT INTO logins VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11');
--? joined
SELECT count(*) FROM users JOIN logins ON users.id = logins.user_id;
--? with LIKE
SELECT count(*) FROM users WHERE id LIKE 'a0ee%';
