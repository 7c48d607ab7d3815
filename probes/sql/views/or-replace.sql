-- title: CREATE OR REPLACE VIEW is not understood by SQLite
-- bites: the migration that replaces a view is a syntax error in SQLite, and PostgreSQL refuses it when a column goes
-- severity: medium
-- tags: views ddl migrations
-- see: https://www.postgresql.org/docs/current/sql-createview.html
-- remedy: DROP VIEW IF EXISTS, then CREATE VIEW

CREATE TABLE users (id INTEGER, name VARCHAR(10));
CREATE VIEW shown AS SELECT id, name FROM users;
--? with the same columns
CREATE OR REPLACE VIEW shown AS SELECT id, name FROM users WHERE id > 0;
--? with a column less
CREATE OR REPLACE VIEW shown AS SELECT id FROM users;
