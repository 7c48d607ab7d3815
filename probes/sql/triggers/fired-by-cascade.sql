-- title: Whether ON DELETE CASCADE fires the triggers of the rows it deletes
-- bites: MySQL (before 9.7, and later by default) and MariaDB delete the children without their triggers: audit entries and counters kept by them are missing
-- severity: high
-- tags: triggers foreign-keys cascade
-- see: https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html
-- remedy: delete children explicitly where a trigger must see them

--[sqlite]
PRAGMA foreign_keys = ON;
CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER,
  FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE);
CREATE TABLE audit (order_id INTEGER);
--[sqlite,mysql]
--{
CREATE TRIGGER audited AFTER DELETE ON orders FOR EACH ROW BEGIN INSERT INTO audit VALUES (OLD.id); END
--}
--[postgresql]
--{
CREATE FUNCTION audited() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN INSERT INTO audit VALUES (OLD.id); RETURN NULL; END'
--}
--[postgresql]
CREATE TRIGGER audited AFTER DELETE ON orders FOR EACH ROW EXECUTE FUNCTION audited();
INSERT INTO customers VALUES (1);
INSERT INTO orders VALUES (10, 1), (11, 1);
DELETE FROM customers WHERE id = 1;
--? orders left
SELECT count(*) FROM orders;
--? orders audited
SELECT order_id FROM audit ORDER BY order_id;
