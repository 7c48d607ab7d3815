-- title: DISTINCT and GROUP BY over a JSON column
-- bites: a query made DISTINCT by an ORM runs in SQLite and MySQL and has no equality operator in PostgreSQL: the page that lists it fails
-- severity: medium
-- tags: json grouping comparison
-- see: https://www.postgresql.org/docs/current/functions-json.html#FUNCTIONS-JSON-PROCESSING
-- remedy: JSONB columns, or select the document apart

CREATE TABLE queries (id INTEGER, params JSON);
INSERT INTO queries VALUES (1, '{"a":1}'), (1, '{"a":1}');
--? distinct rows
SELECT count(*) FROM (SELECT DISTINCT id, params FROM queries) d;
--? grouped
SELECT count(*) FROM (SELECT params FROM queries GROUP BY params) d;
--? found by the whole document
SELECT count(*) FROM queries WHERE params = '{"a":1}';
