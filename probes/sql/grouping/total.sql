-- title: total() is understood by SQLite only
-- bites: SQLite's sum that is never NULL is a missing function elsewhere
-- severity: low
-- tags: grouping aggregates functions
-- see: https://www.sqlite.org/lang_aggfunc.html
-- remedy: coalesce(sum(...), 0)

CREATE TABLE payments (amount INTEGER);
--? of no row
SELECT total(amount) FROM payments;
