-- title: UPDATE from another table
-- bites: a migration that fills a column from another table is written as UPDATE ... FROM (PostgreSQL, SQLite from 3.33) or UPDATE ... JOIN (MySQL, MariaDB): each refuses the other form
-- severity: medium
-- tags: queries updates joins migrations
-- see: https://www.sqlite.org/lang_update.html#upfrom
-- remedy: SET column = (SELECT ...), which all know

CREATE TABLE orders (id INTEGER, total INTEGER);
CREATE TABLE sums (order_id INTEGER, total INTEGER);
INSERT INTO orders VALUES (1, 0);
INSERT INTO sums VALUES (1, 7);
--? UPDATE ... FROM
UPDATE orders SET total = sums.total FROM sums WHERE sums.order_id = orders.id;
--? UPDATE ... JOIN
UPDATE orders JOIN sums ON sums.order_id = orders.id SET orders.total = sums.total;
--? by a subquery
UPDATE orders SET total = 1 + (SELECT sums.total FROM sums WHERE sums.order_id = orders.id);
