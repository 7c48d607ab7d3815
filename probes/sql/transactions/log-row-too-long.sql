-- title: A log row that is too long for its column, written in the transaction of the work it logs
-- bites: SQLite keeps the order and the log row; where the length counts, a column nobody looks at undoes the order
-- severity: high
-- tags: transactions errors varchar
-- see: https://www.postgresql.org/docs/current/datatype-character.html
-- remedy: cut texts to the length of the log's column in the application, or log outside the transaction; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE orders (number VARCHAR(20));
CREATE TABLE order_log (number VARCHAR(5));
BEGIN;
INSERT INTO orders VALUES ('2024-000017');
--? the log row
INSERT INTO order_log VALUES ('2024-000017');
--? commit
COMMIT;
--? orders that are left
SELECT count(*) FROM orders;
