-- title: JSON_VALUE(), JSON_QUERY() and JSON_TABLE()
-- bites: the standard's functions are there from PostgreSQL 17 on and in MariaDB, two of the three in MySQL: older servers and SQLite refuse the query
-- severity: medium
-- tags: json functions versions
-- see: https://www.postgresql.org/docs/release/17.0/
-- remedy: the operators -> and ->> where both know them, else the application

--? JSON_VALUE
SELECT json_value('{"a": 1}', '$.a');
--? JSON_QUERY
SELECT json_query('{"a": [1]}', '$.a');
--? JSON_TABLE
SELECT n FROM json_table('[1, 2]', '$[*]' COLUMNS (n INTEGER PATH '$')) numbers;
