-- title: COMMIT and ROLLBACK without a transaction
-- bites: a stray COMMIT is an error in development and a warning that nobody sees in production
-- severity: medium
-- tags: transactions
-- see: https://www.postgresql.org/docs/current/sql-commit.html
-- remedy: pair BEGIN and COMMIT in one place

--? a stray commit
COMMIT;
--? a stray rollback
ROLLBACK;
