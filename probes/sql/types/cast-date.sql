-- title: CAST of a text to DATE
-- bites: in development the cast keeps the year alone, as a number, and groups a year's rows into one day
-- severity: high
-- tags: types casts dates
-- see: https://www.sqlite.org/lang_expr.html#castexpr
-- remedy: date(text) in SQLite; convert in the application

--? cast
SELECT CAST('2024-01-05' AS DATE);
