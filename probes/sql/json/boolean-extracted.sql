-- title: A JSON boolean extracted as text
-- bites: the test `settings ->> 'admin' = 'true'` is true in production and false in development, where it is 1
-- severity: high
-- tags: json booleans
-- see: https://www.sqlite.org/json1.html#jptr
-- remedy: cast explicitly, or keep flags in columns of their own

CREATE TABLE users (id INTEGER, settings JSON);
INSERT INTO users VALUES (1, '{"admin": true, "beta": false}');
--? extracted
--equivalent
--[sqlite,postgresql]
SELECT settings ->> 'admin', settings ->> 'beta' FROM users;
--[mysql]
SELECT json_unquote(json_extract(settings, '$.admin')), json_unquote(json_extract(settings, '$.beta')) FROM users;
--? users whose flag is 'true'
--equivalent
--[sqlite,postgresql]
SELECT count(*) FROM users WHERE settings ->> 'admin' = 'true';
--[mysql]
SELECT count(*) FROM users WHERE json_unquote(json_extract(settings, '$.admin')) = 'true';
