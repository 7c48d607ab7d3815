-- title: Joining many texts of a group, in each engine's words
-- bites: MySQL cuts the joined text at 1024 bytes with a mere warning: the last ids of a list are lost, the last one in its middle
-- severity: high
-- tags: grouping aggregates text limits
-- see: https://dev.mysql.com/doc/refman/8.0/en/aggregate-functions.html
-- remedy: raise group_concat_max_len in every session, or join in the application
-- depends-on: group_concat_max_len

CREATE TABLE numbers (n INTEGER);
INSERT INTO numbers WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 300) SELECT n FROM counted;
--? length of 300 joined texts
--equivalent
--[sqlite]
SELECT length(group_concat('12345678', ',')) FROM numbers;
--[postgresql]
SELECT length(string_agg('12345678', ',')) FROM numbers;
--[mysql]
SELECT length(group_concat('12345678' SEPARATOR ',')) FROM numbers;
