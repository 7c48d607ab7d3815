-- title: BEGIN IMMEDIATE
-- bites: the cure for "database is locked" in development is a syntax error in production
-- severity: low
-- tags: locking transactions
-- see: https://www.sqlite.org/lang_transaction.html
-- remedy: set the mode in the driver's SQLite options, not in SQL

--? begin immediate
BEGIN IMMEDIATE;
