-- title: json_array_length() of what is no array
-- bites: an object where a list was expected counts 0 in SQLite and is an error in PostgreSQL
-- severity: medium
-- tags: json functions errors
-- see: https://www.sqlite.org/json1.html#jarraylen
-- remedy: check the type first

--? of an array
SELECT json_array_length('[1, 2]');
--? of an object
SELECT json_array_length('{"a": 1}');
--? of a number
SELECT json_array_length('7');
