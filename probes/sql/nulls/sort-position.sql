-- title: NULLs come first in SQLite and last in PostgreSQL
-- bites: the first page of a list sorted by an optional date shows other rows in production
-- severity: high
-- tags: nulls order paging
-- see: https://www.postgresql.org/docs/current/queries-order.html
-- remedy: write NULLS FIRST or NULLS LAST in every ORDER BY over a column that may be null
-- order: all

CREATE TABLE tasks (name VARCHAR(20), due INTEGER);
INSERT INTO tasks VALUES ('someday', NULL), ('today', 1), ('tomorrow', 2);
--? ascending
SELECT name FROM tasks ORDER BY due;
--? the first one
SELECT name FROM tasks ORDER BY due LIMIT 1;
--? descending
SELECT name FROM tasks ORDER BY due DESC;
--? stated
SELECT name FROM tasks ORDER BY due NULLS LAST;
