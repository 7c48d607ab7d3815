-- title: A month after 31 January
-- bites: subscriptions renewed a month after 31 January fall on 2 March in development and on 29 February in production
-- severity: high
-- tags: dates intervals
-- see: https://www.sqlite.org/lang_datefunc.html#modifiers
-- remedy: compute dates in the application

--? one month later
--equivalent
--[postgresql]
SELECT to_char(DATE '2024-01-31' + INTERVAL '1 month', 'YYYY-MM-DD');
--[mysql]
SELECT date_format(DATE '2024-01-31' + INTERVAL 1 MONTH, '%Y-%m-%d');
--[sqlite]
SELECT date('2024-01-31', '+1 month');
