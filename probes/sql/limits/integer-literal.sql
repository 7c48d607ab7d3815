-- title: An integer literal beyond 64 bits
-- bites: the digits of a large identifier are rounded in development, silently
-- severity: medium
-- tags: limits numbers
-- see: https://www.sqlite.org/lang_expr.html#literal_values_constants_
-- remedy: keep such identifiers as text

--? twenty nines
SELECT 99999999999999999999;
--? compared with its neighbour
SELECT 99999999999999999999 = 99999999999999999998;
