-- title: A UUID column and a text that is no UUID
-- bites: a wrong identifier in a URL gives "not found" in development and a server error in production, and seeds with 'user-1' load in one only
-- severity: medium
-- tags: types uuid errors
-- see: https://www.postgresql.org/docs/current/datatype-uuid.html
-- remedy: validate identifiers before they reach a query; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

--[sqlite,postgresql]
CREATE TABLE users (id UUID);
--[mysql]
CREATE TABLE users (id /*M! UUID */ /*!80000 CHAR(36) */);
--? stored
INSERT INTO users VALUES ('user-1');
--? looked up
SELECT count(*) FROM users WHERE id = 'user-2';
