-- title: A parameter of bytes for a text column
-- bites: SQLite keeps bytes that no text equals, PostgreSQL their hexadecimal spelling or, typed as bytea by the driver, nothing, and MySQL makes them text: the name is not found again
-- severity: medium
-- tags: text encoding bytes parameters
-- see: https://www.sqlite.org/datatype3.html#type_affinity
-- remedy: decode before binding
-- depends-on: bytea_output
-- experiment: [postgresql] SET bytea_output = 'hex'

CREATE TABLE users (name VARCHAR(10));
--? bytes that are text
--$ x'616461'
INSERT INTO users VALUES ($1);
--? found by the text
SELECT count(*) FROM users WHERE name = 'ada';
--? length of what is stored
SELECT length(name) FROM users;
