-- title: Bytes bound for a text column
-- bites: bytes bound by mistake become their hexadecimal spelling in PostgreSQL and bytes that = 'abc' does not find in SQLite, without an error
-- severity: high
-- tags: parameters types bytes
-- see: https://www.postgresql.org/docs/current/datatype-binary.html
-- remedy: decode to text before binding
-- depends-on: bytea_output
-- experiment: [postgresql] SET bytea_output = 'hex'

CREATE TABLE users (name VARCHAR(10));
--? writing abc as bytes
--$ x'616263'
INSERT INTO users VALUES ($1);
--? found as text
SELECT count(*) FROM users WHERE name = 'abc';
--? its length
SELECT length(name) FROM users;
