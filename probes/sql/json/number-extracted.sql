-- title: A JSON number extracted as text
-- bites: `->> 'n' = '1.50'` and sums over extracted numbers differ between environments
-- severity: medium
-- tags: json numbers
-- see: https://www.sqlite.org/json1.html#jptr
-- remedy: cast the extracted value

CREATE TABLE carts (data JSON);
INSERT INTO carts VALUES ('{"price": 1.50, "n": 2}');
--? extracted
--equivalent
--[sqlite,postgresql]
SELECT data ->> 'price', data ->> 'n' FROM carts;
--[mysql]
SELECT json_unquote(json_extract(data, '$.price')), json_unquote(json_extract(data, '$.n')) FROM carts;
--? price as '1.50'
--equivalent
--[sqlite,postgresql]
SELECT count(*) FROM carts WHERE data ->> 'price' = '1.50';
--[mysql]
SELECT count(*) FROM carts WHERE json_unquote(json_extract(data, '$.price')) = '1.50';
