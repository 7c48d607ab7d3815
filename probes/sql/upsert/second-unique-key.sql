-- title: An upsert that meets another unique key than the one named, in each engine's words
-- bites: MySQL cannot name the key: registering with a taken e-mail address overwrites the account that has it, and is refused elsewhere
-- severity: high
-- tags: upsert unique security
-- see: https://dev.mysql.com/doc/refman/8.0/en/insert-on-duplicate.html
-- remedy: insert, catch the refusal and update by key

CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(20) UNIQUE, name VARCHAR(10));
INSERT INTO users VALUES (1, 'ada@example.org', 'ada');
--? another id, the same address
--equivalent
--[sqlite,postgresql]
INSERT INTO users VALUES (2, 'ada@example.org', 'eve') ON CONFLICT (id) DO UPDATE SET name = excluded.name;
--[mysql]
INSERT INTO users VALUES (2, 'ada@example.org', 'eve') ON DUPLICATE KEY UPDATE name = VALUES(name);
--? users
SELECT id, email, name FROM users;
