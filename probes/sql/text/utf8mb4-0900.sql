-- title: The collation utf8mb4_0900_ai_ci
-- bites: a dump or a migration written by MySQL 8, whose default it is, cannot be loaded where the name is not known (MariaDB before 11.4.5)
-- severity: medium
-- tags: text collation migrations versions
-- see: https://mariadb.com/kb/en/mariadb-11-4-5-release-notes/
-- remedy: name a collation that both know, such as utf8mb4_unicode_ci, in migrations

--? a table with MySQL's default collation
CREATE TABLE users (name VARCHAR(20) COLLATE utf8mb4_0900_ai_ci);
--? sorted by it
SELECT name FROM users ORDER BY name;
