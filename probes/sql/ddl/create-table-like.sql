-- title: CREATE TABLE ... (LIKE ...)
-- bites: an archive made in the image of another table gets one column called LIKE in SQLite, without an error, and keeps defaults in MySQL only
-- severity: medium
-- tags: ddl
-- see: https://www.postgresql.org/docs/current/sql-createtable.html
-- remedy: write the copy's columns out; LIKE ... INCLUDING ALL in PostgreSQL; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE jobs (id INTEGER NOT NULL, state VARCHAR(10) DEFAULT 'new');
--? making it
CREATE TABLE archive (LIKE jobs);
--? a row without a state
INSERT INTO archive (id) VALUES (1);
--? its state
SELECT state FROM archive;
--? a row without an id
INSERT INTO archive (state) VALUES ('done');
