-- title: A unique index on an expression
-- bites: "e-mail addresses are unique whatever their case" cannot be said in MariaDB: the index is refused and duplicates are stored
-- severity: medium
-- tags: constraints unique indexes
-- see: https://dev.mysql.com/doc/refman/8.0/en/create-index.html#create-index-functional-key-parts
-- remedy: a generated column with a unique index

CREATE TABLE users (email VARCHAR(20));
--? making the index
CREATE UNIQUE INDEX one_email ON users ((lower(email)));
INSERT INTO users VALUES ('Ada@example.org');
--? the same in lower case
INSERT INTO users VALUES ('ada@example.org');
