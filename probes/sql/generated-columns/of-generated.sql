-- title: A generated column computed from another one
-- bites: a chain of computed prices is accepted by SQLite and MySQL and refused by PostgreSQL
-- severity: medium
-- tags: generated ddl
-- see: https://www.postgresql.org/docs/current/ddl-generated-columns.html
-- remedy: repeat the expression

--? the table
CREATE TABLE prices (net INTEGER, tax INTEGER GENERATED ALWAYS AS (net / 5) STORED, gross INTEGER GENERATED ALWAYS AS (net + tax) STORED);
