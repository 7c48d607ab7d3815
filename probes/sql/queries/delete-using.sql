-- title: DELETE with a join, in the form of each engine
-- bites: a clean-up job with a join is a syntax error in SQLite, and PostgreSQL and MySQL each refuse the form of the other: it is tested on one engine only
-- severity: medium
-- tags: queries deletes joins
-- see: https://www.postgresql.org/docs/current/sql-delete.html
-- remedy: WHERE id IN (SELECT ...)

CREATE TABLE sessions (user_id INTEGER);
CREATE TABLE banned (id INTEGER);
INSERT INTO sessions VALUES (1), (2), (3);
INSERT INTO banned VALUES (1), (2);
--? DELETE ... USING
DELETE FROM sessions USING banned WHERE banned.id = sessions.user_id;
--? DELETE ... JOIN
DELETE sessions FROM sessions JOIN banned ON banned.id = sessions.user_id;
--? left
SELECT user_id FROM sessions;
