-- title: A foreign key to a table that does not exist
-- bites: a migration in the wrong order works in development and is refused in production
-- severity: high
-- tags: foreign-keys ddl migrations
-- see: https://www.sqlite.org/foreignkeys.html#fk_schemacommands
-- remedy: run migrations against PostgreSQL

--? creating the child first
CREATE TABLE orders (customer_id INTEGER REFERENCES customers (id));
