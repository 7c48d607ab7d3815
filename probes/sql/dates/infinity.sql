-- title: The dates 'infinity' and '-infinity'
-- bites: "valid until infinity" is a date above all others in PostgreSQL, a word that sorts behind digits in SQLite, and refused by MySQL
-- severity: low
-- tags: dates types
-- see: https://www.postgresql.org/docs/current/datatype-datetime.html
-- remedy: NULL for open ends, or 9999-12-31; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE prices (id INTEGER, valid_until DATE);
--? without an end
INSERT INTO prices VALUES (1, 'infinity');
--? without a beginning
INSERT INTO prices VALUES (2, '-infinity');
--? valid in 2024
SELECT id FROM prices WHERE valid_until > '2024-01-01';
