-- title: DELETE that joins another table
-- bites: a clean-up job is written in other words for each engine and tested in one
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
