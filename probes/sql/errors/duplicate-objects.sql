-- title: Errors for what exists already
-- bites: a migration that runs twice and ignores "already exists" must know that error in each engine
-- severity: low
-- tags: errors ddl migrations
-- see: https://www.postgresql.org/docs/current/errcodes-appendix.html
-- remedy: IF NOT EXISTS where all have it; run each migration once

CREATE TABLE users (id INTEGER, name VARCHAR(10));
CREATE INDEX users_name ON users (name);
--? the table again
CREATE TABLE users (id INTEGER);
--? the index again
CREATE INDEX users_name ON users (name);
--? a column again
ALTER TABLE users ADD COLUMN name VARCHAR(10);
--? a column twice in one table
CREATE TABLE twins (a INTEGER, a INTEGER);
--? a view with the name of a table
CREATE VIEW users AS SELECT 1 AS one;
