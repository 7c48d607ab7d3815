-- title: GENERATED ALWAYS AS IDENTITY is understood by PostgreSQL only
-- bites: a key that nobody may choose is protected in PostgreSQL only; elsewhere the schema is refused, and importers write their own ids
-- severity: medium
-- tags: identity ddl
-- see: https://www.postgresql.org/docs/current/sql-createtable.html
-- remedy: OVERRIDING SYSTEM VALUE in imports into PostgreSQL; rehearse imports there

--? a key that is always generated
CREATE TABLE orders (id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item VARCHAR(10));
--? an id of one's own
INSERT INTO orders (id, item) VALUES (7, 'pen');
