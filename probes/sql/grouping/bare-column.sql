-- title: A column that is neither grouped nor aggregated
-- bites: SQLite picks a row of its own choice and shows it; production refuses the query
-- severity: high
-- tags: grouping queries
-- see: https://www.sqlite.org/quirks.html#aggregate_queries_can_contain_non_aggregate_result_columns_that_are_not_in_the_group_by_clause
-- remedy: group by every column that is shown, or aggregate it; sql_mode=ONLY_FULL_GROUP_BY in MySQL and MariaDB
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',ONLY_FULL_GROUP_BY')

CREATE TABLE orders (customer VARCHAR(10), total INTEGER);
INSERT INTO orders VALUES ('ada', 5), ('ada', 7), ('bob', 1);
--? total beside the group
SELECT customer, total FROM orders GROUP BY customer;
