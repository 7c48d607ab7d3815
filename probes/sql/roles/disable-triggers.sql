-- title: Switching foreign keys off to load fixtures, in each engine's words
-- bites: fixtures are loaded with the checks off where the role may do so, and refused under the role of production or CI
-- severity: medium
-- tags: roles permissions foreign-keys fixtures
-- see: https://www.postgresql.org/docs/current/sql-altertable.html
-- remedy: load parents first, or deferrable constraints

--[sqlite]
PRAGMA foreign_keys = ON;
CREATE TABLE customers (id INTEGER PRIMARY KEY);
CREATE TABLE orders (customer_id INTEGER, FOREIGN KEY (customer_id) REFERENCES customers (id));
--? switching the checks off
--equivalent
--[sqlite]
PRAGMA foreign_keys = OFF;
--[postgresql]
ALTER TABLE orders DISABLE TRIGGER ALL;
--[mysql]
SET FOREIGN_KEY_CHECKS = 0;
--? an order of nobody
INSERT INTO orders VALUES (99);
