-- title: A number extracted from JSON and compared with a number, in each engine's words
-- bites: `WHERE data ->> 'n' = 10` finds the row in development and is an operator error in production
-- severity: medium
-- tags: json numbers comparison
-- see: https://www.postgresql.org/docs/current/functions-json.html
-- remedy: cast the extracted value

CREATE TABLE carts (data JSON);
INSERT INTO carts VALUES ('{"n": 10}');
--? equal to 10
--equivalent
--[sqlite,postgresql]
SELECT count(*) FROM carts WHERE data ->> 'n' = 10;
--[mysql]
SELECT count(*) FROM carts WHERE json_unquote(json_extract(data, '$.n')) = 10;
--? greater than '9'
--equivalent
--[sqlite,postgresql]
SELECT count(*) FROM carts WHERE data ->> 'n' > '9';
--[mysql]
SELECT count(*) FROM carts WHERE json_unquote(json_extract(data, '$.n')) > '9';
