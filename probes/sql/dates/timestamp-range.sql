-- title: Timestamps before 1970 and after 2038
-- bites: a birthday of 1969 or a contract until 2040 is refused by MySQL's TIMESTAMP, counted in 32-bit seconds (MariaDB before 11.5 too), and stored elsewhere
-- severity: medium
-- tags: dates types overflow
-- see: https://dev.mysql.com/doc/refman/8.0/en/datetime.html
-- remedy: DATETIME in MySQL; sql_mode=STRICT_TRANS_TABLES where MySQL or MariaDB is not strict
-- depends-on: sql_mode
-- experiment: [mysql] SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')

CREATE TABLE contracts (at TIMESTAMP NULL);
--? in 1969
INSERT INTO contracts VALUES ('1969-07-20 20:17:00');
--? in 2040
INSERT INTO contracts VALUES ('2040-01-01 00:00:00');
--? stored
SELECT count(*) FROM contracts;
