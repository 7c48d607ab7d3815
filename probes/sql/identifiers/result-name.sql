-- title: How a column without an alias is called
-- bites: code that reads a result by the name count or COUNT(*) finds nothing in the other environment
-- severity: medium
-- tags: identifiers results
-- see: https://www.sqlite.org/c3ref/column_name.html
-- remedy: give every computed column an alias
-- compare: names

CREATE TABLE users (id INTEGER);
--? a count without an alias
SELECT COUNT(*), 1 + 1 FROM users;
--? an alias with capitals
SELECT 1 AS UserCount;
