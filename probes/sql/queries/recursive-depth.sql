-- title: A recursion of 2000 steps
-- bites: MySQL refuses more than 1000 steps and MariaDB cuts the result off without an error: a calendar of five years ends in the third
-- severity: high
-- tags: queries cte limits
-- see: https://dev.mysql.com/doc/refman/8.0/en/with.html
-- remedy: a table of numbers, or raise the limit in every session
-- depends-on: cte_max_recursion_depth, max_recursive_iterations

--? 2000 steps
WITH RECURSIVE days(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM days WHERE n < 2000) SELECT count(*) FROM days;
