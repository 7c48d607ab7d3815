-- title: A key that is not there
-- bites: if it were an error, optional settings would break one environment
-- severity: low
-- tags: json nulls
-- see: https://www.postgresql.org/docs/current/functions-json.html
-- remedy: nothing to do while both agree

CREATE TABLE users (settings JSON);
INSERT INTO users VALUES ('{"a": 1}');
--? the missing key is null
--equivalent
--[sqlite,postgresql]
SELECT settings ->> 'b' IS NULL FROM users;
--[mysql]
SELECT json_unquote(json_extract(settings, '$.b')) IS NULL FROM users;
