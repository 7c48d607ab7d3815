-- title: A parameter of bytes for a text column
-- bites: development keeps bytes in the text column, where no text equals them any more; production refuses them
-- severity: medium
-- tags: text encoding bytes parameters
-- see: https://www.sqlite.org/datatype3.html
-- remedy: decode before binding

CREATE TABLE users (name VARCHAR(10));
--? bytes that are text
--$ x'616461'
INSERT INTO users VALUES ($1);
--? found by the text
SELECT count(*) FROM users WHERE name = 'ada';
