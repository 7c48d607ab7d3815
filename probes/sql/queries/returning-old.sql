-- title: RETURNING the values before the change
-- bites: the state before a change comes with the UPDATE from PostgreSQL 18 on; older ones refuse the statement
-- severity: low
-- tags: queries returning versions
-- see: https://www.postgresql.org/docs/release/18.0/
-- remedy: read the row before in the same transaction

CREATE TABLE jobs (id INTEGER PRIMARY KEY, state VARCHAR(10));
INSERT INTO jobs VALUES (1, 'new');
--? the state before
UPDATE jobs SET state = 'taken' WHERE id = 1 RETURNING WITH (OLD AS before) before.state;
