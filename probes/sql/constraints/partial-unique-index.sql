-- title: A unique index over some rows only
-- bites: "one active row for each e-mail" is a partial unique index, which MySQL and MariaDB refuse: where the migration goes on, duplicates are stored
-- severity: medium
-- tags: constraints unique indexes
-- see: https://www.sqlite.org/partialindex.html
-- remedy: a generated column that is NULL for the rows that do not count, with a unique index

CREATE TABLE users (email VARCHAR(20), active INTEGER);
--? making the index
CREATE UNIQUE INDEX one_active ON users (email) WHERE active = 1;
--? an active and an inactive row
INSERT INTO users VALUES ('a@example.org', 1), ('a@example.org', 0);
--? a second active row
INSERT INTO users VALUES ('a@example.org', 1);
