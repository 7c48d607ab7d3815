-- title: json_array_length() of what is no array
-- bites: an object where a list was expected counts 0 in development and is an error in production
-- severity: medium
-- tags: json functions errors
-- see: https://www.sqlite.org/json1.html
-- remedy: check the type first

--? of an array
SELECT json_array_length('[1, 2]');
--? of an object
SELECT json_array_length('{"a": 1}');
--? of a number
SELECT json_array_length('7');
