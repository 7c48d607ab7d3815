-- title: The values that json_each() gives
-- bites: both engines know json_each(), but a text is x in development and "x" with quotes in production
-- severity: high
-- tags: json functions quoting
-- see: https://www.sqlite.org/json1.html#jeach
-- remedy: json_each_text() in PostgreSQL

--? a text
SELECT CAST(value AS VARCHAR(10)) FROM json_each('{"a": "x"}');
--? the key
SELECT key FROM json_each('{"a": "x"}');
