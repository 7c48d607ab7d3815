-- title: Swapping two columns in one UPDATE
-- bites: MySQL and MariaDB assign one column after the other: both end with the same value and the other one is lost, without an error
-- severity: high
-- tags: queries updates
-- see: https://dev.mysql.com/doc/refman/8.0/en/update.html
-- remedy: read the row and write both values; sql_mode=SIMULTANEOUS_ASSIGNMENT in MariaDB
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',SIMULTANEOUS_ASSIGNMENT')

CREATE TABLE matches (home INTEGER, away INTEGER);
INSERT INTO matches VALUES (1, 2);
UPDATE matches SET home = away, away = home;
--? after the swap
SELECT home, away FROM matches;
