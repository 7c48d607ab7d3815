-- title: coalesce() of a UUID and the empty text
-- bites: a report that shows '' for a missing author works in development and is an input error in production
-- severity: medium
-- tags: types uuid nulls casts
-- see: https://www.postgresql.org/docs/current/typeconv-union-case.html
-- remedy: cast the UUID to text first

--[sqlite,postgresql]
CREATE TABLE documents (author UUID);
--[mysql]
CREATE TABLE documents (author /*M! UUID */ /*!80000 CHAR(36) */);
INSERT INTO documents VALUES (NULL);
--? the author or nothing
SELECT coalesce(author, '') FROM documents;
