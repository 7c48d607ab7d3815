-- title: Casting text that is no number
-- bites: an import that casts 'n/a' to 0 in development stops with an error in production
-- severity: high
-- tags: types casts
-- see: https://www.sqlite.org/lang_expr.html#castexpr
-- remedy: validate before casting

--? a word
SELECT CAST('abc' AS INTEGER);
--? a number with a tail
SELECT CAST('12abc' AS INTEGER);
--? an empty text
SELECT CAST('' AS INTEGER);
