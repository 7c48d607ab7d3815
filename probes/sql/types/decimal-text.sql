-- title: A DECIMAL with zeros at its end, as text, in each engine's words
-- bites: prices show as 1.5 in development and 1.50 in production, and a digest over the text differs
-- severity: medium
-- tags: types decimals text money
-- see: https://www.sqlite.org/floatingpoint.html
-- remedy: format amounts in the application

CREATE TABLE prices (price DECIMAL(10, 2));
INSERT INTO prices VALUES (1.50);
--? as text
SELECT CAST(price AS CHAR(4)) FROM prices;
--? concatenated
--equivalent
--[sqlite]
SELECT 'EUR ' || price FROM prices;
--[postgresql]
SELECT 'EUR ' || price FROM prices;
--[mysql]
SELECT concat('EUR ', price) FROM prices;
