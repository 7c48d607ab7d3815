-- title: VARCHAR(20000)
-- bites: the table is refused by MySQL in utf8mb4, where a VARCHAR ends at 16383 characters
-- severity: medium
-- tags: limits ddl text
-- see: https://dev.mysql.com/doc/refman/8.0/en/column-count-limit.html
-- remedy: TEXT; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

--? making the table
CREATE TABLE notes (body VARCHAR(20000));
--? a note
INSERT INTO notes VALUES ('short');
