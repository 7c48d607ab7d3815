-- title: The date 0000-00-00
-- bites: rows with "no date" imported from an old MySQL load into SQLite and are refused by PostgreSQL and by MySQL's strict mode, so the import fails on the second server
-- severity: medium
-- tags: dates types errors
-- see: https://dev.mysql.com/doc/refman/8.0/en/sql-mode.html
-- remedy: NULL for no date; sql_mode=NO_ZERO_DATE and NO_ZERO_IN_DATE in MySQL and MariaDB
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_ZERO_DATE,NO_ZERO_IN_DATE')

CREATE TABLE users (birthday DATE);
--? no date
INSERT INTO users VALUES ('0000-00-00');
--? no day
INSERT INTO users VALUES ('2024-01-00');
--? stored
SELECT count(*) FROM users;
