-- title: Writing a value into a generated column
-- bites: an ORM that writes all columns is refused everywhere; DEFAULT in the place of the value helps in PostgreSQL and MySQL and is a syntax error in SQLite
-- severity: medium
-- tags: generated errors
-- see: https://www.postgresql.org/docs/current/ddl-generated-columns.html
-- remedy: leave the column out of INSERT and UPDATE; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE boxes (width INTEGER, area INTEGER GENERATED ALWAYS AS (width * width) STORED);
--? with a value
INSERT INTO boxes (width, area) VALUES (3, 9);
--? with DEFAULT
INSERT INTO boxes (width, area) VALUES (3, DEFAULT);
--? with fewer values than columns
INSERT INTO boxes VALUES (3);
--? boxes
SELECT width, area FROM boxes;
