-- title: Casting text that is no number
-- bites: an import that casts 'n/a' to 0 in development stops with an error in production
-- severity: high
-- tags: types casts
-- see: https://www.sqlite.org/lang_expr.html#castexpr
-- remedy: validate before casting

--? a word
--equivalent
--[sqlite,postgresql]
SELECT CAST('abc' AS INTEGER);
--[mysql]
SELECT CAST('abc' AS SIGNED);
--? a number with a tail
--equivalent
--[sqlite,postgresql]
SELECT CAST('12abc' AS INTEGER);
--[mysql]
SELECT CAST('12abc' AS SIGNED);
--? an empty text
--equivalent
--[sqlite,postgresql]
SELECT CAST('' AS INTEGER);
--[mysql]
SELECT CAST('' AS SIGNED);
