-- title: A sequence of its own is not understood by SQLite and MySQL
-- bites: order numbers drawn from a sequence cannot be drawn in SQLite or MySQL, so development numbers them in another way
-- severity: medium
-- tags: identity sequences ddl
-- see: https://www.postgresql.org/docs/current/sql-createsequence.html
-- remedy: number in a table under a lock, or test against the production engine

--? making it
CREATE SEQUENCE order_numbers START WITH 100;
--? the first number
--equivalent
--[sqlite,postgresql]
SELECT nextval('order_numbers');
--[mysql]
SELECT nextval(order_numbers);
