-- title: Asking the database which tables it has
-- bites: start-up code that looks for a table finds it in one engine's catalogue and fails on the other's
-- severity: medium
-- tags: schemas
-- see: https://www.sqlite.org/schematab.html
-- remedy: let the migration tool say which version the schema has

CREATE TABLE t_${name} (id INTEGER);
--? in information_schema
SELECT count(*) FROM information_schema.tables WHERE table_name = 't_${name}';
--? in sqlite_master
SELECT count(*) FROM sqlite_master WHERE name = 't_${name}';
