-- title: Dropping one column of a UNIQUE pair
-- bites: PostgreSQL drops the whole constraint; MySQL goes on with the column that is left, and refuses rows that were fine before; SQLite and MariaDB refuse
-- severity: high
-- tags: ddl migrations unique
-- see: https://dev.mysql.com/doc/refman/8.0/en/alter-table.html
-- remedy: drop the constraint explicitly, and say what is unique afterwards

CREATE TABLE seats (room INTEGER, place INTEGER, UNIQUE (room, place));
--? dropping the second column
ALTER TABLE seats DROP COLUMN place;
--? a room
INSERT INTO seats (room) VALUES (1);
--? the same room again
INSERT INTO seats (room) VALUES (1);
