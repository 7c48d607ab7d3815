-- title: Whether = tells upper from lower case
-- bites: if it did not, two users who differ in case only would be one in one environment and two in the other
-- severity: high
-- tags: text collation
-- see: https://www.sqlite.org/datatype3.html#collating_sequences
-- remedy: nothing to do while both agree; state the collation where case must not count
-- depends-on: datcollate, datctype, collation_database, collation_connection
-- experiment: [mysql] ALTER DATABASE COLLATE utf8mb4_bin

CREATE TABLE users (name VARCHAR(40));
INSERT INTO users VALUES ('Alice'), ('alice'), ('ALICE');
--? rows equal to 'alice'
SELECT count(*) FROM users WHERE name = 'alice';
--? distinct names
SELECT count(DISTINCT name) FROM users;
