-- title: A unique index over rows that are there twice
-- bites: if the index were made all the same, duplicates would live on in one environment and be refused in the other
-- severity: low
-- tags: ddl migrations unique indexes
-- see: https://www.postgresql.org/docs/current/index-unique-checks.html
-- remedy: nothing to do while all agree; remove duplicates in the migration first

CREATE TABLE users (email VARCHAR(20));
INSERT INTO users VALUES ('a@example.org'), ('a@example.org');
--? making the index
CREATE UNIQUE INDEX one_email ON users (email);
