-- title: FOR UPDATE with an outer join, in each engine's words
-- bites: a query that locks an order along with its optional coupon works in MySQL, and in SQLite, for which database layers leave FOR UPDATE out; PostgreSQL refuses it
-- severity: medium
-- tags: locking queries
-- see: https://www.postgresql.org/docs/current/sql-select.html#SQL-FOR-UPDATE-SHARE
-- remedy: FOR UPDATE OF the table that must be there

-- Without FOR UPDATE in SQLite, as database layers send it there.
CREATE TABLE orders (id INTEGER PRIMARY KEY, coupon_id INTEGER);
CREATE TABLE coupons (id INTEGER PRIMARY KEY);
INSERT INTO orders VALUES (1, NULL);
BEGIN;
--? locking both
--equivalent
--[sqlite]
SELECT orders.id FROM orders LEFT JOIN coupons ON coupons.id = orders.coupon_id WHERE orders.id = 1;
--[postgresql,mysql]
SELECT orders.id FROM orders LEFT JOIN coupons ON coupons.id = orders.coupon_id WHERE orders.id = 1 FOR UPDATE;
