-- title: The function for a character by its number
-- bites: a query with char(10) for a line break is another thing in production: a type name
-- severity: low
-- tags: text functions
-- see: https://www.sqlite.org/lang_corefunc.html#char
-- remedy: bind such characters as parameters

--? char(65)
SELECT char(65);
--? chr(65)
SELECT chr(65);
