-- title: FILTER behind an aggregate is not understood by MySQL
-- bites: a dashboard that counts with FILTER works in SQLite and PostgreSQL and is a syntax error in MySQL
-- severity: medium
-- tags: grouping aggregates
-- see: https://www.postgresql.org/docs/current/sql-expressions.html#SYNTAX-AGGREGATES
-- remedy: sum(CASE WHEN ... THEN 1 ELSE 0 END)

CREATE TABLE tickets (points INTEGER);
INSERT INTO tickets VALUES (1), (5);
--? counted by FILTER
SELECT count(*) FILTER (WHERE points > 2) FROM tickets;
