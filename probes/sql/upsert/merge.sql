-- title: MERGE is not understood by SQLite and MySQL, and its RETURNING by PostgreSQL before 17
-- bites: the standard's upsert is a syntax error in SQLite, MySQL and PostgreSQL before 15, and its RETURNING in PostgreSQL before 17: the nightly import fails there
-- severity: medium
-- tags: upsert returning versions
-- see: https://www.postgresql.org/docs/release/17.0/
-- remedy: the upsert of each engine

CREATE TABLE stock (item VARCHAR(10) PRIMARY KEY, n INTEGER);
CREATE TABLE delivery (item VARCHAR(10), n INTEGER);
INSERT INTO stock VALUES ('pen', 1);
INSERT INTO delivery VALUES ('pen', 5), ('ink', 2);
--? merged
MERGE INTO stock USING delivery ON stock.item = delivery.item WHEN MATCHED THEN UPDATE SET n = stock.n + delivery.n WHEN NOT MATCHED THEN INSERT VALUES (delivery.item, delivery.n);
--? merged again, with RETURNING
MERGE INTO stock USING delivery ON stock.item = delivery.item WHEN MATCHED THEN UPDATE SET n = stock.n + delivery.n RETURNING stock.item, stock.n;
--? stock
SELECT item, n FROM stock;
