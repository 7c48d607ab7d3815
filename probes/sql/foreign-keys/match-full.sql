-- title: A composite foreign key with MATCH FULL
-- bites: a half-filled reference is refused in PostgreSQL and stored in SQLite, which reads MATCH FULL and does not keep it
-- severity: medium
-- tags: foreign-keys nulls
-- see: https://www.sqlite.org/foreignkeys.html#fk_unsupported
-- remedy: a CHECK that both are NULL or neither

--[sqlite]
PRAGMA foreign_keys = ON;
CREATE TABLE cities (country VARCHAR(2), code VARCHAR(5), PRIMARY KEY (country, code));
--? making the child
CREATE TABLE offices (id INTEGER PRIMARY KEY, country VARCHAR(2), city VARCHAR(5),
  FOREIGN KEY (country, city) REFERENCES cities (country, code) MATCH FULL);
--? half a reference
INSERT INTO offices VALUES (1, 'de', NULL);
--? a reference to nothing
INSERT INTO offices VALUES (2, 'de', 'B');
