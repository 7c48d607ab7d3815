-- title: A parameter whose only use is IS NULL
-- bites: the optional filter "? IS NULL OR ..." is refused by PostgreSQL where it cannot tell the parameter's type
-- severity: medium
-- tags: parameters types nulls
-- see: https://www.postgresql.org/docs/current/sql-prepare.html
-- remedy: CAST(? AS type)

CREATE TABLE users (name VARCHAR(10));
INSERT INTO users VALUES ('ada');
--? nothing but IS NULL
--$ null
SELECT count(*) FROM users WHERE $1 IS NULL;
--? an optional filter left out
--$ null null
SELECT count(*) FROM users WHERE ($1 IS NULL OR name = $2);
--? the same with one parameter for both
--$ null
SELECT count(*) FROM users WHERE ($1 IS NULL OR name = $1);
