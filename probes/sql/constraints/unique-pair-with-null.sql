-- title: A UNIQUE pair of which one is NULL
-- bites: UNIQUE (email, deleted_at) stops no duplicate among the rows that are not deleted; if one environment did, the other would fill with them
-- severity: low
-- tags: constraints unique nulls
-- see: https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-UNIQUE-CONSTRAINTS
-- remedy: nothing to do while all agree; a value that means "not deleted" instead of NULL

CREATE TABLE users (email VARCHAR(20), deleted_at VARCHAR(10), UNIQUE (email, deleted_at));
INSERT INTO users VALUES ('a@example.org', NULL);
--? the same again
INSERT INTO users VALUES ('a@example.org', NULL);
