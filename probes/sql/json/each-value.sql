-- title: The values that json_each() gives
-- bites: SQLite and PostgreSQL both know json_each(), but a text is x in one and "x" with quotes in the other: a filter by the value finds nothing
-- severity: high
-- tags: json functions quoting
-- see: https://www.sqlite.org/json1.html#jeach
-- remedy: json_each_text() in PostgreSQL

--? a text
SELECT CAST(value AS VARCHAR(10)) FROM json_each('{"a": "x"}');
--? the key
SELECT key FROM json_each('{"a": "x"}');
